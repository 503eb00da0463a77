namespace Automation.Storage.RuleBook;

/// <summary>What stood in a mail that rules decided, in the form they see it. It follows from the mail, so it goes with it and may be missing: then the mail is read anew.</summary>
public sealed class WrittenFactsRow
{
    public long InboxId { get; set; }

    /// <summary>Which code read the mail; a row of another one does not count.</summary>
    public int Reading { get; set; }

    /// <summary>JSON in UTF-8.</summary>
    public required byte[] Facts { get; set; }
}
