namespace Automation.Desk.Workflows;

/// <summary>What the page of workflows has to know of the designer that the host serves.</summary>
/// <param name="IsInstalled">False when the build could not bring it in; the page then says how to get it.</param>
public sealed record WorkflowDesigner(bool IsInstalled);
