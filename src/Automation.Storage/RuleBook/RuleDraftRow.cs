namespace Automation.Storage.RuleBook;

/// <summary>
/// What administrators are writing on one rule document. There is one draft a document, shared by all who write;
/// the row stays when the draft is published or discarded, so that its version never starts over.
/// </summary>
public sealed class RuleDraftRow
{
    /// <summary>The document's name: a rule set's, <c>lists</c> or <c>categories</c>.</summary>
    public required string Name { get; set; }

    /// <summary>Raised by everything that happens to the draft, publishing included. The concurrency token.</summary>
    public long Version { get; set; }

    /// <summary>JSON as in <c>rules/</c>; null while there is no draft.</summary>
    public string? Content { get; set; }

    /// <summary>The published version the draft was begun on; 0 for a new document.</summary>
    public int BasedOn { get; set; }
    public DateTimeOffset At { get; set; }
    public required string By { get; set; }
}
