using Automation.Workflows.Definitions;
using Automation.Workflows.Values;

namespace Automation.Workflows.Execution;

/// <summary>What a workflow is started with, as it declares it.</summary>
public static class Arguments
{
    /// <summary>The values in the types that the workflow declares: <c>"3"</c> for a whole number is 3. What does not fit, or is not declared, stays as it is, as Elsa leaves it.</summary>
    public static ValueMap Typed(WorkflowDefinition definition, ValueMap input)
    {
        var typed = new ValueMap(input);
        foreach (var declared in definition.Inputs)
        {
            if (!declared.IsArray && typed.TryGetValue(declared.Name, out var value))
                typed[declared.Name] = ElsaType.Coerce(value, declared.TypeName);
        }

        return typed;
    }

    /// <summary>What of the values does not fit its type, as sentences; for whoever can be told before anything runs.</summary>
    public static IReadOnlyList<string> Misfits(WorkflowDefinition definition, ValueMap input) =>
    [
        .. from declared in definition.Inputs
           let value = input.Find(declared.Name)
           let wanted = ElsaType.Wanted(value, declared.TypeName, declared.IsArray)
           where wanted is not null
           select $"The input '{declared.Name}' is {ValueConversion.Show(value!)}; it must be {wanted}."
    ];
}
