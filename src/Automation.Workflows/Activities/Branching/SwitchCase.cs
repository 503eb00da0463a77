using System.Text.Json;
using Automation.Workflows.Definitions;
using Automation.Workflows.Expressions;
using Automation.Workflows.Graphs;
using Automation.Workflows.Values;

namespace Automation.Workflows.Activities.Branching;

/// <summary>One entry of a switch's list.</summary>
internal static class SwitchCase
{
    /// <summary>An expression, one wrapped as inputs are, or a plain value; null when there is none, and the case is never taken.</summary>
    public static WorkflowExpression? Condition(ActivityLoader loader, JsonElement json, int index)
    {
        var label = json.Text("label") is { Length: > 0 } given ? $"case '{given}'" : $"case {index + 1}";
        var path = $"cases[{index}].condition";
        var condition = json.Property("condition") is { ValueKind: not JsonValueKind.Object } plain
            ? new ConstantExpression("Literal", WorkflowValue.FromJson(plain))
            : loader.Expression(json.Object("condition"), path, label);
        if (condition is ConstantExpression { Value: { } value } && ValueFit.Wanted(value, typeof(bool)) is { } wanted)
            loader.WrongValue(label, value, wanted, path);
        return condition;
    }
}
