namespace Automation.Workflows.Activities.Flow;

/// <summary>An arrow in a flowchart. Activities are numbered as they stand in it.</summary>
/// <param name="Index">The arrow's own number.</param>
/// <param name="Port">The outcome it starts from.</param>
public sealed record FlowConnection(int Index, int Source, string Port, int Target);
