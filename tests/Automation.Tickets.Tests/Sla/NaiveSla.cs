using Automation.Tickets.Sla;
using Automation.Tickets.Tests.Calendars;

namespace Automation.Tickets.Tests.Sla;

/// <summary>
/// The reference for the resolution clock: lives through the history minute by minute, adding a minute whenever the
/// calendar in force is open and nothing is paused. Facts lie on whole minutes.
/// </summary>
internal static class NaiveSla
{
    /// <param name="Breached">
    /// Judged at the end: a whole minute after the target was used up, the clock was still open under that target.
    /// </param>
    public sealed record Result(int Minutes, bool Paused, bool Breached, DateTimeOffset? StoppedAt);

    /// <summary>One result for each resolution episode.</summary>
    public static List<Result> Resolutions(SlaBook book, IReadOnlyList<SlaFact> history, DateTimeOffset now)
    {
        var results = new List<Result>();
        var policy = book.Policy(history[0].Text!);
        var priority = history[0].Priority;
        var (minutes, paused, open, late) = (0, false, true, false);
        var next = 1;
        for (var at = history[0].At; ; at = at.AddMinutes(1))
        {
            for (; next < history.Count && history[next].At <= at; next++)
            {
                var fact = history[next];
                var before = Target(policy, priority);
                switch (fact.Kind)
                {
                    case SlaFactKind.PriorityChanged:
                        priority = fact.Priority;
                        break;
                    case SlaFactKind.PolicyChanged:
                        policy = book.Policy(fact.Text!);
                        break;
                    case SlaFactKind.PauseStarted when open:
                        paused = true;
                        break;
                    case SlaFactKind.PauseEnded:
                        paused = false;
                        break;
                    case SlaFactKind.Resolved when open:
                        results.Add(new Result(minutes, false, late, at));
                        (open, paused) = (false, false);
                        break;
                    case SlaFactKind.Reopened when !open:
                        (minutes, open, late) = (0, true, false);
                        break;
                }
                // A looser promise forgives, an equal or tighter one does not.
                if (Target(policy, priority) > before)
                    late = false;
            }
            if (at >= now)
                break;
            if (!open || paused)
                continue;
            // The minute that begins at the due time makes it late, open or not.
            late |= minutes >= Target(policy, priority);
            if (NaiveCalendar.IsOpen(policy.CalendarFor(priority), at))
                minutes++;
        }
        if (open)
            results.Add(new Result(minutes, paused, late, null));
        return results;
    }

    private static int Target(SlaPolicy policy, SlaPriority priority) => (int)policy.For(priority)!.Resolution!.Value.TotalMinutes;
}
