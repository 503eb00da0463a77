using Automation.Workflows.Values;

namespace Automation.Stages.Effects;

/// <summary>Something a workflow can have done with RunTask, known by its name.</summary>
public interface IWorkflowTask
{
    string Name { get; }

    /// <summary>May be called again after a crash, with the same id.</summary>
    /// <param name="taskId">Tells a repetition.</param>
    /// <returns>What the workflow gets as the task's result.</returns>
    /// <exception cref="WorkflowTaskException">The task cannot be done, and trying again will not help; the message becomes an incident.</exception>
    Task<object?> RunAsync(string taskId, ValueMap payload, CancellationToken cancellationToken);
}

/// <summary>A task that cannot be done.</summary>
public sealed class WorkflowTaskException(string message) : Exception(message);
