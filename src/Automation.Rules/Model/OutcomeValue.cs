namespace Automation.Rules.Model;

/// <summary>A value given to an outcome: exactly one text unless <see cref="Outcome.Many"/>.</summary>
public sealed record OutcomeValue(Outcome Outcome, IReadOnlyList<string> Values);
