namespace Automation.Storage.RuleSets;

/// <summary>A version of a rule set. Never changed once stored; publishing moves the flag.</summary>
public sealed class RuleSetRow
{
    public required string Name { get; set; }
    public int Version { get; set; }
    public required string Json { get; set; }
    public bool IsPublished { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public required string CreatedBy { get; set; }
    public string? Note { get; set; }

    /// <summary>SHA-256 of the shipped file this version was made from; null when a person wrote it.</summary>
    public string? ShippedHash { get; set; }
}
