namespace Automation.Stages.RuleBook;

/// <summary>When a rule counts as dead.</summary>
/// <param name="After">How long it stood in force without holding once.</param>
public sealed record DeadRules(TimeSpan After)
{
    /// <summary>A quarter: what comes with its closing came once.</summary>
    public const int DefaultDays = 90;
}
