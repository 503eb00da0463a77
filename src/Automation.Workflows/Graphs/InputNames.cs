using Automation.Workflows.Definitions;
using Automation.Workflows.Expressions;

namespace Automation.Workflows.Graphs;

/// <summary>Inputs that an expression asks for and the workflow does not declare.</summary>
internal static class InputNames
{
    /// <summary>
    /// An expression of type Input was chosen from a list of those there are, so its input was renamed or removed since. A script may well ask for what only some who start the workflow give:
    /// that is worth a look, and no more.
    /// </summary>
    public static IEnumerable<DefinitionProblem> Undeclared(WorkflowExpression expression, WorkflowDefinition workflow, ActivityNode node, string path, string field) =>
        from name in expression.InputNames
        where !workflow.Inputs.Any(input => input.Name == name)
        let isChosen = expression is InputExpression
        select new DefinitionProblem(
            isChosen ? ProblemSeverity.Error : ProblemSeverity.Warning, "undeclared-input",
            $"{node.Quoted}, {field}: the workflow has no input '{name}'. {(isChosen ? "Choose another one, or declare it under Inputs." : "If it is meant, declare it under Inputs; otherwise it is only there when whoever starts the workflow gives it.")}",
            path, ActivityId: node.Id);
}
