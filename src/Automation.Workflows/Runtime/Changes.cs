using Automation.Workflows.Execution;

namespace Automation.Workflows.Runtime;

/// <summary>Puts a state and a burst's results into what a session saves.</summary>
internal static class Changes
{
    public static InstanceChange Of(WorkflowState state, long expectedRowVersion) =>
        new(Row(state, expectedRowVersion + 1), expectedRowVersion, [], [], [], [], [], []);

    public static InstanceChange Of(WorkflowState state, long expectedRowVersion, JournalEntry line) =>
        Of(state, expectedRowVersion) with { Journal = [line] };

    public static InstanceChange Of(BurstResult burst, long expectedRowVersion) => new(
        Row(burst.State, expectedRowVersion + 1), expectedRowVersion,
        burst.BookmarksCreated, burst.BookmarksBurned.ConvertAll(bookmark => bookmark.Id), burst.Timers, burst.Journal, burst.Records, burst.Effects);

    private static InstanceRow Row(WorkflowState state, long rowVersion) => new(
        state.Id, state.DefinitionId, state.DefinitionVersionId, state.DefinitionVersion, state.CorrelationId, state.Name, state.ParentInstanceId,
        state.Status, state.SubStatus, state.Incidents.Count, state.CreatedAt, state.UpdatedAt, state.FinishedAt, StateJson.Write(state), rowVersion,
        state.Lineage is { } lineage && lineage.Repeats(state.DefinitionId) ? lineage.Origin : null);
}
