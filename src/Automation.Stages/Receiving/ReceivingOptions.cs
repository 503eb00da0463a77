namespace Automation.Stages.Receiving;

/// <summary>How mail is taken in.</summary>
public sealed record ReceivingOptions
{
    /// <summary>Larger attachments are named on the ticket but stay in the mailbox. Bytes.</summary>
    public long MaxAttachmentBytes { get; init; } = 25 * 1024 * 1024;

    /// <summary>Mails that may share one commit.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>Mail that the mailbox received before is ignored when it would open a ticket; what follows a ticket is always taken. Null: everything is taken.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>After so long a folder is read whole again, in case the mailbox kept a change to itself; what is known costs only the reading. Null: never.</summary>
    public TimeSpan? FullReadEvery { get; init; } = TimeSpan.FromDays(1);

    /// <summary>A mail that failed so often goes to quarantine.</summary>
    public int MostAttempts { get; init; } = 5;

    /// <summary>Reading one mail takes milliseconds; one that takes longer than this goes to quarantine, so that it stops nobody else's.</summary>
    public TimeSpan LongestRead { get; init; } = TimeSpan.FromSeconds(30);
}
