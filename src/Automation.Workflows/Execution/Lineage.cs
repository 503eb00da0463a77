namespace Automation.Workflows.Execution;

/// <summary>What led to an instance that another one started: by dispatching or executing it, or by an event. One that a person, a timer, a request or the host started has none.</summary>
/// <param name="Origin">The instance with which it began.</param>
/// <param name="Workflows">The definition ids of that one and of those in between, each once.</param>
public sealed record Lineage(string Origin, IReadOnlyList<string> Workflows)
{
    /// <summary>That of what <paramref name="parent"/> starts.</summary>
    internal static Lineage Of(WorkflowState parent) => parent.Lineage switch
    {
        null => new Lineage(parent.Id, [parent.DefinitionId]),
        { } own when own.Repeats(parent.DefinitionId) => own,
        { } own => new Lineage(own.Origin, [.. own.Workflows, parent.DefinitionId]),
    };

    /// <summary>The workflow has led to itself.</summary>
    public bool Repeats(string definitionId) => Workflows.Contains(definitionId);
}

/// <summary>A workflow led to itself again and again, and was not started once more.</summary>
public sealed class EndlessWorkflowException(string message) : Exception(message)
{
    /// <summary>What an incident says when this is why; null when something else is.</summary>
    internal static string? In(Incident incident) => incident.Exception is [{ Type: nameof(EndlessWorkflowException), Message: var message }, ..] ? message : null;
}
