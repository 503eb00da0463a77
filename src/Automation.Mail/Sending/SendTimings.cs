namespace Automation.Mail.Sending;

/// <summary>The waits of <see cref="SendProcedure"/>. The defaults suit Exchange Online.</summary>
public sealed record SendTimings
{
    /// <summary>First wait after a try that failed; doubles each time.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait of our own choosing. A longer wait asked for by the mailbox is honoured up to <see cref="LongestAskedWait"/>.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>A Retry-After beyond this is cut to it: asking once more an hour later does no harm, a mail held for a day does.</summary>
    public TimeSpan LongestAskedWait { get; init; } = TimeSpan.FromHours(1);

    /// <summary>First look for a mail whose outcome is unknown; doubles up to <see cref="LongestLook"/>.</summary>
    public TimeSpan FirstLook { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan LongestLook { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>
    /// How long after an unknown outcome the same draft may be sent again if no sent copy has shown up. Longer than Exchange's transport keeps a sent draft visible.
    /// </summary>
    public TimeSpan UnknownWait { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long Exchange may deny a draft that it just made.</summary>
    public TimeSpan LateDraft { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// When to look for the sent copy of an accepted mail by ourselves. The sync of Sent Items usually confirms it long before, many at a time (<see cref="SendProcedure.Confirm"/>).
    /// </summary>
    public TimeSpan ConfirmAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long to go on looking for a copy of a mail that was accepted, or whose draft is gone, before it is taken as sent without one.</summary>
    public TimeSpan ConfirmWithin { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How often a refusal that should be final is tried again: Exchange is known to refuse at random right after a draft was made.</summary>
    public int TriesWhenRefused { get; init; } = 4;

    /// <summary>A mail that could not even be handed over for so long is given up and shown to a person.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(3);
}
