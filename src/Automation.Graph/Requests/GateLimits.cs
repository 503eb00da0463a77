namespace Automation.Graph.Requests;

/// <summary>What Microsoft 365 allows an application, and how we back off. The defaults are Graph's documented limits for Outlook.</summary>
public sealed record GateLimits
{
    /// <summary>Requests at once of the whole application. Microsoft's pages disagree whether the 4 are per application or per mailbox; the stricter reading is safe.</summary>
    public int InFlight { get; init; } = 4;

    public int InFlightPerMailbox { get; init; } = 2;

    /// <summary>Requests to one mailbox in <see cref="Window"/>; each request inside a batch counts.</summary>
    public int RequestsPerWindow { get; init; } = 10_000;

    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Mails sent from one mailbox in a minute.</summary>
    public int SendsPerMinute { get; init; } = 30;

    /// <summary>First pause of a throttled mailbox that was not told how long to wait; doubles with each further one.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest pause of our own choosing; mailboxes were seen that needed more than 4 minutes. A longer Retry-After is honoured, up to <see cref="LongestAskedPause"/>.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A Retry-After beyond this is cut to it: one request an hour does no harm, a mailbox that stands still for a day does.</summary>
    public TimeSpan LongestAskedPause { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a mailbox that complained of too many requests at once gets only one at a time.</summary>
    public TimeSpan SingleFile { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Sending goes first, but after so many in a row a waiting read has its turn.</summary>
    public int SendsBeforeARead { get; init; } = 3;
}
