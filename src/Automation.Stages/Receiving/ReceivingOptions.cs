namespace Automation.Stages.Receiving;

/// <summary>How mail is taken in.</summary>
public sealed record ReceivingOptions
{
    /// <summary>Larger attachments are named on the ticket but stay in the mailbox. Bytes.</summary>
    public long MaxAttachmentBytes { get; init; } = 25 * 1024 * 1024;

    /// <summary>Mails that may share one commit.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>A mail that failed so often goes to quarantine.</summary>
    public int MostAttempts { get; init; } = 5;
}
