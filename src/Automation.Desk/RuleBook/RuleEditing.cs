namespace Automation.Desk.RuleBook;

/// <summary>A rule that somebody writes.</summary>
/// <param name="Replaces">The name of the rule it takes the place of; null for a new one.</param>
/// <param name="At">The place of a new one, from 0.</param>
internal sealed record RuleEditing(RuleEdit Rule, string? Replaces, int At)
{
    private readonly string _began = Rule.Written();

    public bool IsDirty => Rule.Written() != _began;

    public bool IsNew => Replaces is null;

    /// <summary>Where it comes from, for who finds it filled in.</summary>
    public string? Reason { get; init; }
}
