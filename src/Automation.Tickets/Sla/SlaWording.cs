using System.Globalization;

namespace Automation.Tickets.Sla;

/// <summary>The English of each step.</summary>
internal static class SlaWording
{
    public static string English(string key, IReadOnlyDictionary<string, object> values)
    {
        string Of(string name) => Show(values[name]);
        bool Has(string name) => values.ContainsKey(name);
        var special = Has("specialDay") ? $" ({Of("specialDay")})" : "";
        return key switch
        {
            SlaStepKeys.Started when Has("target") =>
                $"{Clock(values)} started on {Of("at")}: {Of("target")} by policy {Of("policy")}, priority {Of("priority")}, " +
                $"counted in calendar {Of("calendar")} ({Of("timeZone")}).",
            SlaStepKeys.Started =>
                $"{Clock(values)} started on {Of("at")}: policy {Of("policy")} promises nothing for priority {Of("priority")}.",
            SlaStepKeys.Day => $"{Of("date")}{special}, open {Of("hours")}: {Of("counted")} counted, {Of("total")} in all.",
            SlaStepKeys.Closed when Of("from") == Of("to") => $"{Of("from")}: closed{special}.",
            SlaStepKeys.Closed => $"{Of("from")} to {Of("to")}: closed{special}.",
            SlaStepKeys.Days => $"{Of("from")} to {Of("to")}: {Of("counted")} counted, {Of("total")} in all.",
            SlaStepKeys.PriorityChanged or SlaStepKeys.PolicyChanged =>
                (key == SlaStepKeys.PriorityChanged ? $"Priority became {Of("priority")}" : $"Policy became {Of("policy")}") +
                $" on {Of("at")}: " +
                (Has("target") ? $"{Of("target")} promised, {Of("consumed")} already used" : "nothing is promised any more") +
                $", counted in calendar {Of("calendar")}.",
            SlaStepKeys.Paused =>
                $"Paused on {Of("at")}" + (Has("reason") ? $" ({Of("reason")})" : "") + $" after {Of("consumed")}{Left(values)}.",
            SlaStepKeys.Resumed => $"Running again from {Of("at")} with {Of("consumed")} used{Left(values)}.",
            SlaStepKeys.Passed => $"Due on {Of("due")}, when {Of("target")} were used up; that moment went by.",
            SlaStepKeys.Due => $"Due on {Of("due")}: by then {Of("target")} of business time are used up.",
            SlaStepKeys.Met => $"{Done(values)} on {Of("at")} after {Of("consumed")} of {Of("target")}: in time.",
            SlaStepKeys.Late when values["over"] is TimeSpan over && over == TimeSpan.Zero =>
                $"{Done(values)} on {Of("at")} after {Of("consumed")} of {Of("target")}: after the due time, outside business hours.",
            SlaStepKeys.Late => $"{Done(values)} on {Of("at")} after {Of("consumed")} of {Of("target")}: {Of("over")} of business time too late.",
            _ => key,
        };
    }

    private static string Clock(IReadOnlyDictionary<string, object> values)
    {
        var name = values["clock"] switch
        {
            nameof(SlaClockKind.FirstResponse) => "First response",
            nameof(SlaClockKind.NextResponse) => "Next response",
            _ => "Resolution",
        };
        return values["episode"] is int episode and > 1 ? $"{name} {episode}" : name;
    }

    private static string Done(IReadOnlyDictionary<string, object> values) =>
        values["clock"] is nameof(SlaClockKind.Resolution) ? "Resolved" : "Answered";

    private static string Left(IReadOnlyDictionary<string, object> values) => values.GetValueOrDefault("remaining") switch
    {
        TimeSpan left when left >= TimeSpan.Zero => $", {Show(left)} left",
        TimeSpan over => $", {Show(-over)} over",
        _ => "",
    };

    private static string Show(object value) => value switch
    {
        DateTimeOffset at => at.ToString("ddd d MMM yyyy HH:mm", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("ddd d MMM yyyy", CultureInfo.InvariantCulture),
        TimeSpan time => Duration(time),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Duration(TimeSpan time)
    {
        if (time < TimeSpan.FromMinutes(1))
            return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalSeconds} s");
        var (hours, minutes) = ((int)time.TotalHours, time.Minutes);
        return (hours, minutes) switch
        {
            (0, _) => string.Create(CultureInfo.InvariantCulture, $"{minutes} min"),
            (_, 0) => string.Create(CultureInfo.InvariantCulture, $"{hours} h"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{hours} h {minutes} min"),
        };
    }
}
