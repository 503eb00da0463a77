using System.Text.Json;
using Automation.Tickets.Calendars;

namespace Automation.Tickets.Sla.Format;

/// <summary>
/// Reads calendars and policies from JSON (comments and trailing commas allowed). The format is shown in
/// <c>docs/sla.md</c>.
/// </summary>
public static class SlaBookReader
{
    private static readonly string[] Priorities = Enum.GetNames<SlaPriority>();

    /// <param name="json">The text of the file.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <exception cref="SlaFormatException">Anything is wrong: every problem with its line, place and cure.</exception>
    public static SlaBook Read(string json, string source)
    {
        ArgumentNullException.ThrowIfNull(json);
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        try
        {
            using var document = JsonDocument.Parse(json, options);
            var twice = new List<(string Path, int Line)>();
            JsonLines.Of(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }, twice);
            if (twice.Count > 0)
                throw new SlaFormatException([.. twice.Select(t => new SlaProblem(source, t.Line, t.Path, "This is written twice: keep one of them."))]);
            var problems = new List<(string Path, string Message)>();
            var book = Book(new JsonPlace(document.RootElement, "", problems));
            if (problems.Count == 0 && book is not null)
                return book;
            var lines = JsonLines.Of(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            throw new SlaFormatException(
                [.. problems.Select(problem => new SlaProblem(source, lines.GetValueOrDefault(problem.Path, 1), problem.Path, problem.Message)).OrderBy(problem => problem.Line)]);
        }
        catch (JsonException error)
        {
            var line = (int)(error.LineNumber ?? 0) + 1;
            throw new SlaFormatException([new SlaProblem(source, line, "", $"This is not JSON: {InWords(error)}")]);
        }
    }

    /// <summary>The parser adds the place in its own words, counted from 0.</summary>
    private static string InWords(JsonException error) => error.Message.Split(" LineNumber:")[0] is { Length: > 0 } words && !words.Contains("isFinalBlock", StringComparison.Ordinal) ? words : "the text ends too early.";

    private static SlaBook? Book(JsonPlace root)
    {
        root.Members("$schema", "calendars", "policies", "defaultPolicy");
        var calendarPlaces = root.List("calendars").ToList();
        var reader = new CalendarReader(calendarPlaces);
        var calendars = reader.Read();
        var policies = new List<SlaPolicy>();
        foreach (var place in root.List("policies"))
            if (Policy(place, reader, calendars) is { } policy)
                policies.Add(policy);
        var standard = root.Required("defaultPolicy", "Standard");
        if (standard is not null && root.Problems.Count == 0
            && !policies.Exists(policy => string.Equals(policy.Name, standard, StringComparison.OrdinalIgnoreCase)))
            root.Member("defaultPolicy")!.Value.Complain(
                $"There is no policy \"{standard}\". Known are: {string.Join(", ", policies.Select(policy => policy.Name))}.");
        if (root.Problems.Count > 0)
            return null;
        try
        {
            return new SlaBook(policies, standard!, calendars.Values);
        }
        catch (SlaException problem)
        {
            (root.Member("policies") ?? root).Complain(problem.Message);
            return null;
        }
    }

    private static SlaPolicy? Policy(JsonPlace place, CalendarReader reader, Dictionary<string, BusinessCalendar> calendars)
    {
        place.Members("name", "calendar", "pausesResponses", "targets");
        if (place.Element.ValueKind != JsonValueKind.Object)
            return null;
        var name = place.Required("name", "Standard");
        var calendarName = place.Required("calendar", "Office hours");
        var calendar = calendarName is null ? null : Calendar(place.Member("calendar")!.Value, calendarName, reader, calendars);
        var targets = new Dictionary<SlaPriority, SlaTargets>();
        if (place.Member("targets") is { } given)
        {
            foreach (var (priority, value) in given.Members(Priorities))
                targets[Enum.Parse<SlaPriority>(priority)] = Targets(value, reader, calendars);
        }
        else
        {
            place.Complain("\"targets\" is missing. Add it, for example \"targets\": { \"P1\": { \"firstResponse\": \"15m\", \"resolution\": \"4h\" } }.");
        }
        return name is null || calendar is null
            ? null
            : new SlaPolicy(name, calendar, targets) { PausesResponses = place.Flag("pausesResponses") };
    }

    private static SlaTargets Targets(JsonPlace place, CalendarReader reader, Dictionary<string, BusinessCalendar> calendars)
    {
        place.Members("firstResponse", "nextResponse", "resolution", "calendar");
        var calendar = place.Member("calendar") is { } own && own.Text("24x7") is { } name ? Calendar(own, name, reader, calendars) : null;
        return new SlaTargets(Duration(place, "firstResponse"), Duration(place, "resolution"), Duration(place, "nextResponse"), calendar);
    }

    private static BusinessCalendar? Calendar(JsonPlace place, string name, CalendarReader reader, Dictionary<string, BusinessCalendar> calendars)
    {
        if (calendars.TryGetValue(name, out var calendar))
            return calendar;
        if (string.Equals(name, BusinessCalendar.AlwaysOpen.Name, StringComparison.OrdinalIgnoreCase))
            return BusinessCalendar.AlwaysOpen;
        if (!reader.IsBroken(name))
            place.Complain(reader.Knows(name)
                ? $"The calendar \"{name}\" has no hours; it is only there to be based on. Give it hours, or name another."
                : $"There is no calendar \"{name}\". Known are: {string.Join(", ", calendars.Keys.Append(BusinessCalendar.AlwaysOpen.Name))}.");
        return null;
    }

    private static TimeSpan? Duration(JsonPlace place, string name)
    {
        if (place.Member(name) is not { } member || member.Text("4h") is not { } text)
            return null;
        if (BusinessDuration.TryParse(text, out var duration))
            return duration;
        member.Complain($"\"{text}\" is not a business time. {BusinessDuration.Cure}");
        return null;
    }
}
