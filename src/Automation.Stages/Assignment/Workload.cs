using Automation.Rules.Compilation;
using Automation.Rules.Model;
using Automation.Storage.Database;
using Automation.Tickets.History;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Assignment;

/// <summary>
/// What the agents have on their desks, as far as choosing one of them needs it. Belongs to one unit of work: what it gives is noted, so that
/// two tickets of one batch do not both go to the one who was least busy before.
/// </summary>
public sealed class Workload
{
    /// <summary>Who got no ticket for so long waited long enough: older tickets need not be read.</summary>
    private static readonly TimeSpan LongWait = TimeSpan.FromDays(30);

    private readonly Dictionary<string, Load> _loads = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Nobody has anything to do.</summary>
    public static Workload Empty => new();

    /// <summary>Whether any rule chooses an assignee: else the workload need not be read.</summary>
    public static bool IsAskedBy(RuleChain rules) =>
        rules.Sets.Any(set => Chooses(set.Otherwise) || set.Rules.Any(rule => Chooses(rule.Then)));

    public static async Task<Workload> ReadAsync(DeskContext context, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var workload = new Workload();
        var open = await context.Tickets
            .Where(x => x.Assignee != null && x.Status != TicketStatus.Resolved && x.Status != TicketStatus.Closed)
            .GroupBy(x => x.Assignee!)
            .Select(g => new { Person = g.Key, Count = g.Count() })
            .ToListAsync(cancellationToken);
        var since = now - LongWait;
        var last = await context.Tickets
            .Where(x => x.Assignee != null && x.OpenedAt > since)
            .GroupBy(x => x.Assignee!)
            .Select(g => new { Person = g.Key, Number = g.Max(x => x.Number) })
            .ToListAsync(cancellationToken);
        foreach (var one in open)
            workload._loads[one.Person] = workload.Of(one.Person) with { Open = one.Count };
        foreach (var one in last)
            workload._loads[one.Person] = workload.Of(one.Person) with { LastTicket = one.Number };
        return workload;
    }

    /// <summary>The member who gets the next ticket; null when there is no member, or no such strategy.</summary>
    /// <param name="strategy">One of <see cref="AssigneeStrategies"/>.</param>
    public string? Choose(string strategy, IReadOnlyList<string> members) => strategy switch
    {
        AssigneeStrategies.LeastBusy => members.MinBy(m => (Of(m).Open, Of(m).LastTicket)),
        AssigneeStrategies.InTurn => members.MinBy(m => Of(m).LastTicket),
        _ => null,
    };

    /// <summary>A ticket was given to somebody.</summary>
    public void Note(string person, long ticket)
    {
        var load = Of(person);
        _loads[person] = new Load(load.Open + 1, Math.Max(load.LastTicket, ticket));
    }

    private Load Of(string person) => _loads.GetValueOrDefault(person);

    private static bool Chooses(IReadOnlyList<OutcomeValue> values) => values.Any(value => value.Outcome == StandardOutcomes.Assignee);

    /// <param name="Open">Tickets neither resolved nor closed.</param>
    /// <param name="LastTicket">The highest number among those of late; 0 for none.</param>
    private readonly record struct Load(int Open, long LastTicket);
}
