using Automation.Storage.Database;
using Automation.Storage.Workflows;
using Automation.Workflows.Execution;
using Automation.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Log.Batches;

/// <summary>Runs the workflows that begin with 'Mail received', inside the batch's transaction.</summary>
/// <param name="services">Where activities find what they ask the host for, besides the mail.</param>
public sealed class LogWorkflow(DeskDatabase database, WorkflowRuntime runtime, TimeProvider time, IServiceProvider? services = null)
{
    /// <summary>Whether any published workflow begins with a mail.</summary>
    public async Task<bool> IsPublishedAsync(CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.WorkflowTriggers.AnyAsync(x => x.Name == MailReceived.TypeName, cancellationToken);
    }

    internal LogWorkflowBatch Begin(DeskContext context) => new(runtime, new WorkflowSession(new WorkflowLookups(context, time), new HostServices(services)), services);
}

/// <summary>The workflow side of one batch.</summary>
internal sealed class LogWorkflowBatch(WorkflowRuntime runtime, WorkflowSession session, IServiceProvider? services)
{
    /// <summary>Gives the mail to the workflow. What the run saved joins the batch only when the mail got its outcome without an incident.</summary>
    /// <exception cref="WorkflowIncidentException">An activity failed.</exception>
    /// <exception cref="WorkflowWithoutOutcomeException">No path ended the mail.</exception>
    public async Task RunAsync(MailWork work, CancellationToken cancellationToken)
    {
        var nested = session.Nested(new HostServices(services).Add(work));
        var result = await runtime.SendAsync(nested, new StimulusRequest(MailReceived.Stimulus, InOneGo: true), cancellationToken);
        var begun = await nested.FindTriggersAsync(MailReceived.TypeName, MailReceived.Stimulus.Hash, cancellationToken);
        foreach (var run in result.Runs)
        {
            // A workflow that an event of this mail started has its own incidents, shown on its own instance.
            if (run.Incidents.Count > 0 && begun.Any(t => t.DefinitionId == run.DefinitionId))
            {
                var incident = run.Incidents[^1];
                throw new WorkflowIncidentException($"The workflow '{run.DefinitionId}' failed at '{incident.ActivityId}': {incident.Message}");
            }
        }

        if (work.Outcome is null)
        {
            throw new WorkflowWithoutOutcomeException(result.Runs.Count == 0
                ? "No workflow took the mail."
                : $"The workflow '{result.Runs[0].DefinitionId}' ended without deciding what becomes of the mail. Lead every path to 'Create ticket', 'Add to ticket' or 'Ignore mail'.");
        }

        nested.Keep();
    }

    public Task WriteToAsync(CancellationToken cancellationToken) => session.WriteToAsync(cancellationToken);
}
