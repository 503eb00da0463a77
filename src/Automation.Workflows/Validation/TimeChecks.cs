using System.Diagnostics.CodeAnalysis;
using Automation.Workflows.Activities;
using Automation.Workflows.Activities.Scheduling;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Expressions;
using Automation.Workflows.Graphs;
using Automation.Workflows.Runtime;
using Automation.Workflows.Values;
using Timer = Automation.Workflows.Activities.Scheduling.Timer;

namespace Automation.Workflows.Validation;

/// <summary>
/// Finds moments that never come, as a day that no month has or a date that is over, and waits that are too long or none. Such a workflow is right in its form and would only never begin,
/// or fail when it gets there.
/// What an expression computes is known only while an instance runs; a trigger's is computed at publish.
/// </summary>
internal static class TimeChecks
{
    /// <summary>The code for a time that cannot be read or waited for.</summary>
    public const string Unreadable = "unreadable-time";

    public static IEnumerable<DefinitionProblem> Of(WorkflowGraph graph, TimeProvider time, IIdGenerator ids)
    {
        var environment = new ExecutionEnvironment(time, ids, new HostServices());
        var now = time.GetUtcNow();
        var beginnings = TriggerIndexer.Beginnings(graph).Where(node => node.CanStartWorkflow).ToHashSet();
        foreach (var problem in graph.Nodes.SelectMany(node => OfDelay(node, now)))
            yield return problem;
        foreach (var node in graph.Nodes.Where(node => node.Activity is Cron or StartAt or Timer))
        {
            if (node.Activity is Timer && graph.Problems.Any(problem => problem.Code == DefinitionProblem.WrongValue && problem.ActivityId == node.Id))
                continue;
            var begins = beginnings.Contains(node);
            if (!begins && !IsFixed(node))
                continue;
            if (!TryRead(graph, node, environment, out var stimulus, out var problem))
            {
                // Where the workflow begins, it is told as a fault of the trigger.
                if (!begins)
                    yield return DefinitionProblem.Error(Unreadable, $"{node.Quoted} would fail: {problem}", node.Path, node.Id);
                continue;
            }

            if (TriggerTimes.First(stimulus.Name, WorkflowValue.ToJson(WorkflowValue.Normalise(stimulus.Payload)), now) is not null)
                continue;
            yield return DefinitionProblem.Warning("no-such-moment", Warning(node, begins), node.Path, node.Id);
        }
    }

    private static IEnumerable<DefinitionProblem> OfDelay(ActivityNode node, DateTimeOffset now)
    {
        if (node.Activity is not Delay { TimeSpan.Expression: ConstantExpression { Value: { } value } } || ValueFit.Wanted(value, typeof(TimeSpan)) is not null)
            yield break;
        var span = ValueConversion.To<TimeSpan>(value);
        var problem = "";
        try
        {
            _ = Waits.After(now, span);
        }
        catch (FormatException exception)
        {
            problem = exception.Message;
        }

        if (problem.Length > 0)
            yield return DefinitionProblem.Error(Unreadable, $"{node.Quoted} would fail: {problem}", node.Path, node.Id);
        else if (span < TimeSpan.Zero)
            yield return DefinitionProblem.Warning("no-wait", $"{node.Quoted} waits for less than nothing; the workflow goes on at once.", node.Path, node.Id);
    }

    private static string Warning(ActivityNode node, bool begins) => (node.Activity, begins) switch
    {
        (StartAt, true) => $"The moment at which {node.Quoted} starts the workflow is over; it will not be started.",
        (StartAt, false) => $"The moment for which {node.Quoted} waits is over; the workflow goes on at once.",
        (_, true) => $"The cron expression of {node.Quoted} has no moment in the next 30 years; the workflow will not be started.",
        _ => $"The cron expression of {node.Quoted} has no moment in the next 30 years; the workflow will fail there.",
    };

    private static bool TryRead(WorkflowGraph graph, ActivityNode node, ExecutionEnvironment environment, [NotNullWhen(true)] out Stimulus? stimulus, out string problem)
    {
        (stimulus, problem) = (null, "");
        try
        {
            stimulus = ((ITrigger)node.Activity).Triggers(WorkflowEngine.Preview(graph, node, environment)).First();
            return true;
        }
        catch (Exception exception) when (exception is ExpressionException or WorkflowValueException or FormatException)
        {
            problem = exception.Message;
            return false;
        }
    }

    /// <summary>A missing value is told as a missing input.</summary>
    private static bool IsFixed(ActivityNode node) =>
        node.Inputs.Any(input => input.Name is nameof(Cron.CronExpression) or nameof(StartAt.DateTime) or nameof(Timer.Interval) && input.Expression is ConstantExpression { Value: string { Length: > 0 } });
}
