using Automation.Storage.Database;

namespace Automation.Storage.Workflows;

/// <summary>One transaction on the workflow tables: the session that activities run in, and the context for the rows that change with it.</summary>
public sealed record WorkflowUnit(DeskContext Context, WorkflowSession Session);
