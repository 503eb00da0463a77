using Automation.Storage.Database;
using Automation.Workflows.Values;

namespace Automation.Stages.Effects;

/// <summary>
/// Something a workflow can have done with RunTask in the desk's own database. It is done in the transaction that gives the workflow its result, so it is done once, whatever crashes;
/// when another writer was faster the whole is done again on what is stored then.
/// </summary>
public interface IDeskTask
{
    /// <summary>As workflows name it: what it is about and what it does, such as <c>ticket.read</c>.</summary>
    string Name { get; }

    /// <returns>What the workflow gets as the task's result.</returns>
    /// <exception cref="WorkflowTaskException">The task cannot be done, and trying again will not help; the message becomes an incident and nothing is kept.</exception>
    ValueTask<object?> RunAsync(DeskTaskContext context, ValueMap payload, CancellationToken cancellationToken);
}

/// <param name="Database">What the task adds and changes here is saved with the workflow's result.</param>
/// <param name="TaskId">The task's own, the same when it is done again.</param>
/// <param name="Actor">Who asks, for histories: <c>workflow:</c> and the definition's id.</param>
/// <param name="CorrelationId">Of the instance that asks; a ticket's number when it works on one.</param>
public sealed record DeskTaskContext(DeskContext Database, string TaskId, string Actor, string? CorrelationId);
