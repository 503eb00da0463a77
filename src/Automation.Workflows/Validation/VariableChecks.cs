using Automation.Workflows.Definitions;
using Automation.Workflows.Graphs;
using Automation.Workflows.Values;

namespace Automation.Workflows.Validation;

/// <summary>The variables that the workflow and its containers declare. One with a default that does not fit keeps it as it is written, and what reads it would fail in every run.</summary>
internal static class VariableChecks
{
    public static IEnumerable<DefinitionProblem> Of(WorkflowGraph graph) => OwnNodes.Of(graph).SelectMany(Of);

    private static IEnumerable<DefinitionProblem> Of(ActivityNode scope)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var variable in scope.Variables)
        {
            if (string.IsNullOrWhiteSpace(variable.Name))
                yield return Problem(scope, "no-variable-name", "a variable has no name. Give it one, or remove it.");
            else if (!names.Add(variable.Name))
                yield return Problem(scope, "same-variable", $"two variables are called '{variable.Name}', and only the first would ever be found. Rename or remove one.");

            if (!ElsaType.IsKnown(variable.TypeName))
                yield return Problem(scope, "unknown-variable-type", $"the variable '{variable.Name}' is of type '{variable.TypeName}', which there is none of. Choose another one; Object takes any value.");
            else if (ElsaType.Wanted(variable.Value, variable.TypeName, variable.IsArray) is { } wanted)
                yield return Problem(scope, "wrong-default", $"the variable '{variable.Name}' begins with {ValueConversion.Show(variable.Value!)}; as one of type {variable.TypeName} it must be {wanted}.");
        }
    }

    private static DefinitionProblem Problem(ActivityNode scope, string code, string words) => scope.Parent is null
        ? DefinitionProblem.Error(code, $"{char.ToUpperInvariant(words[0])}{words[1..]}", $"{scope.Path}.variables")
        : DefinitionProblem.Error(code, $"{scope.Quoted}: {words}", $"{scope.Path}.variables", scope.Id);
}
