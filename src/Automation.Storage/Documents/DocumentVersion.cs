namespace Automation.Storage.Documents;

/// <summary>
/// A version of something administrators write: a rule set, a template, the service levels. Never changed once stored; publishing moves the flag.
/// </summary>
public sealed class DocumentVersion
{
    public required DocumentKind Kind { get; set; }
    public required string Name { get; set; }

    /// <summary>1-based.</summary>
    public int Version { get; set; }
    public required string Content { get; set; }

    /// <summary>At most one version of a document is in force.</summary>
    public bool IsPublished { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public required string CreatedBy { get; set; }
    public string? Note { get; set; }

    /// <summary>SHA-256 (hex) of the shipped content this version was made from; null when a person wrote it.</summary>
    public string? ShippedHash { get; set; }
}

public enum DocumentKind
{
    RuleSet = 0,

    /// <summary>All files of one template, as a JSON object of file name to text.</summary>
    Template = 1,

    /// <summary>Business calendars or service level policies.</summary>
    ServiceLevels = 2,
}
