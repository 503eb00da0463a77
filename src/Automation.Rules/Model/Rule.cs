namespace Automation.Rules.Model;

/// <summary>One rule of a set.</summary>
/// <param name="Name">Unique in the set; lower case letters, digits and hyphens.</param>
/// <param name="When">The condition.</param>
/// <param name="Then">What is decided when the condition holds; at least one value.</param>
public sealed record Rule(string Name, Condition When, IReadOnlyList<OutcomeValue> Then)
{
    public string? Description { get; init; }

    public bool Enabled { get; init; } = true;

    /// <summary>In force from this moment on (included); null for always.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>In force before this moment; null for ever.</summary>
    public DateTimeOffset? Until { get; init; }

    public bool IsInForce(DateTimeOffset at) => (From is null || at >= From) && (Until is null || at < Until);
}
