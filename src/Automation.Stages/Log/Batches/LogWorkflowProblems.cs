namespace Automation.Stages.Log.Batches;

/// <summary>The log workflow met an incident while it handled a mail.</summary>
public sealed class WorkflowIncidentException(string message) : Exception(message);

/// <summary>The log workflow came to rest without deciding what becomes of the mail.</summary>
public sealed class WorkflowWithoutOutcomeException(string message) : Exception(message);
