using Automation.Workflows.Definitions;
using Automation.Workflows.Graphs;
using Automation.Workflows.Values;

namespace Automation.Workflows.Validation;

/// <summary>The inputs that the workflow declares. A default that does not fit would be what every run without the input gets.</summary>
internal static class ArgumentChecks
{
    public static IEnumerable<DefinitionProblem> Of(WorkflowGraph graph)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in graph.Definition.Inputs)
        {
            if (string.IsNullOrWhiteSpace(input.Name))
                yield return Problem("no-input-name", "An input has no name. Give it one, or remove it.");
            else if (!names.Add(input.Name))
                yield return Problem("same-input", $"Two inputs are called '{input.Name}', and only the first would ever be filled. Rename or remove one.");

            if (!ElsaType.IsKnown(input.TypeName))
                yield return Problem("unknown-input-type", $"The input '{input.Name}' is of type '{input.TypeName}', which there is none of. Choose another one; Object takes any value.");
            else if (ElsaType.Wanted(input.DefaultValue, input.TypeName, input.IsArray) is { } wanted)
                yield return Problem("wrong-default", $"The input '{input.Name}' is {ValueConversion.Show(input.DefaultValue!)} when nobody gives it; as one of type {input.TypeName} it must be {wanted}.");
        }
    }

    private static DefinitionProblem Problem(string code, string words) => DefinitionProblem.Error(code, words, "$.inputs");
}
