using System.Text.Json.Nodes;
using Automation.Workflows.Definitions;
using Automation.Workflows.Tests.Support;
using Automation.Workflows.Validation;

namespace Automation.Workflows.Tests.Validation;

/// <summary>What is found in small definitions that hold one thing that is wrong.</summary>
public abstract class Checking
{
    private protected Desk Desk { get; } = new();

    private protected IReadOnlyList<DefinitionProblem> Problems(JsonObject root, string[]? variables = null, JsonObject? more = null) =>
        DefinitionValidator.Check(Desk.Compiler.Compile(Json.Workflow("w", root, variables, more)), Desk.Time, Desk.Ids);

    /// <summary>The only problem, which must be an error with these words in what people read.</summary>
    private protected static void ShouldBeRefused(IReadOnlyList<DefinitionProblem> problems, string code, params string[] words)
    {
        var problem = problems.Should().ContainSingle().Subject;
        (problem.Severity, problem.Code).Should().Be((ProblemSeverity.Error, code), problem.Message);
        foreach (var word in words)
            problem.ToString().Should().Contain(word);
        problem.ToString().Should().NotContain("$.");
    }

    private protected static void ShouldBeWarnedOf(IReadOnlyList<DefinitionProblem> problems, string code, params string[] words)
    {
        var problem = problems.Should().ContainSingle().Subject;
        (problem.Severity, problem.Code).Should().Be((ProblemSeverity.Warning, code), problem.Message);
        foreach (var word in words)
            problem.ToString().Should().Contain(word);
    }
}
