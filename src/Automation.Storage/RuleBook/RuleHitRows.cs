namespace Automation.Storage.RuleBook;

/// <summary>
/// How often a rule held in one batch of mails. Inserted with the decisions themselves, so what is counted is what was committed;
/// a new row each time, so that nodes never wait for each other's counters. <see cref="RuleHits.GatherAsync"/> turns them into days.
/// </summary>
public sealed class RuleHitEntry
{
    public long Id { get; set; }
    public required string Set { get; set; }
    public required string Rule { get; set; }

    /// <summary>The day in UTC.</summary>
    public DateOnly Day { get; set; }
    public int Hits { get; set; }
    public DateTimeOffset LastAt { get; set; }
}

/// <summary>How often a rule held on one day, of the entries gathered so far.</summary>
public sealed class RuleHitDay
{
    public required string Set { get; set; }
    public required string Rule { get; set; }

    /// <summary>The day in UTC.</summary>
    public DateOnly Day { get; set; }
    public long Hits { get; set; }
    public DateTimeOffset LastAt { get; set; }
}
