namespace Automation.Rules.Files;

/// <summary>A rule file was refused; every problem found is named, not only the first.</summary>
public sealed class RuleFileException(IReadOnlyList<RuleProblem> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<RuleProblem> Problems { get; } = problems;
}
