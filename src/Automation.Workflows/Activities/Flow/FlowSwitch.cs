using System.Text.Json;
using Automation.Workflows.Activities.Branching;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Expressions;
using Automation.Workflows.Graphs;
using Automation.Workflows.Values;

namespace Automation.Workflows.Activities.Flow;

/// <summary>Which of several true cases count.</summary>
public enum SwitchMode
{
    /// <summary>The first.</summary>
    MatchFirst,

    /// <summary>All.</summary>
    MatchAny
}

/// <summary>As many ways on as there are cases, and Default.</summary>
[Activity("Elsa.FlowSwitch", Category = "Branching", DisplayName = "Switch", Description = "Goes on at the case whose condition is true, or at Default when none is.")]
[Outcomes("Default")]
internal sealed class FlowSwitch : Activity
{
    private IReadOnlyList<(string Label, WorkflowExpression? Condition)> _cases = [];

    [Input("The cases, each with a name and a condition.", UIHint = "flow-switch-editor")]
    public JsonElement Cases { get; private set; }

    [Input("Whether the first true case counts or all.")]
    public Input<SwitchMode> Mode { get; } = new(SwitchMode.MatchFirst);

    protected internal override void Load(ActivityLoader loader)
    {
        _cases = [.. loader.Json.Items("cases").Select((json, index) => (json.Text("label") ?? "", SwitchCase.Condition(loader, json, index)))];
    }

    protected internal override IReadOnlyList<string>? OutcomesOf(ActivityNode node) => [.. _cases.Select(one => one.Label), "Default"];

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        var outcomes = new List<string>();
        foreach (var (label, condition) in _cases)
        {
            if (!ValueConversion.To<bool>(condition?.Evaluate(context)))
                continue;
            outcomes.Add(label);
            if (context.Get(Mode) == SwitchMode.MatchFirst)
                break;
        }

        if (outcomes.Count == 0)
            outcomes.Add("Default");
        context.Complete(outcomes);
        return ValueTask.CompletedTask;
    }
}
