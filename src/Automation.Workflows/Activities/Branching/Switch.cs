using System.Text.Json;
using Automation.Workflows.Activities.Flow;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Expressions;
using Automation.Workflows.Graphs;
using Automation.Workflows.Values;

namespace Automation.Workflows.Activities.Branching;

/// <summary>One of several activities.</summary>
[Activity("Elsa.Switch", Category = "Branching", DisplayName = "Switch (embedded)", Description = "Runs the activity of the case whose condition is true, or the default one.")]
internal sealed class Switch : Activity
{
    private IReadOnlyList<(WorkflowExpression? Condition, ActivityNode? Activity)> _cases = [];

    [Input("The cases, each with a name, a condition and an activity.", UIHint = "switch-editor")]
    public JsonElement Cases { get; private set; }

    [Input("Whether the first true case counts or all.")]
    public Input<SwitchMode> Mode { get; } = new(SwitchMode.MatchFirst);

    [Port]
    public ActivityNode? Default { get; private set; }

    protected internal override void Load(ActivityLoader loader)
    {
        _cases = [.. loader.Json.Items("cases").Select((json, index) => (
            SwitchCase.Condition(loader, json, index),
            loader.Child(json.Object("activity"), $"cases[{index}].activity")))];
    }

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        var matched = false;
        foreach (var (condition, activity) in _cases)
        {
            if (!ValueConversion.To<bool>(condition?.Evaluate(context)))
                continue;
            matched = true;
            if (activity is not null)
                context.Schedule(activity);
            if (context.Get(Mode) == SwitchMode.MatchFirst)
                break;
        }

        if (!matched && Default is { } fallback)
            context.Schedule(fallback);
        return ValueTask.CompletedTask;
    }
}
