using System.Diagnostics.CodeAnalysis;

namespace Automation.Storage.Workflows;

/// <summary>
/// Keeps two people who edit one workflow from overwriting each other without a word. Every save of new content gets the next number of the workflow;
/// what is saved says with which number it began.
/// </summary>
internal static class DraftRevisions
{
    /// <summary>True when someone else saved after the edit began. A window's own saves may overtake each other, so they only count against others.</summary>
    /// <param name="rows">All versions of the workflow, deleted ones too.</param>
    /// <param name="versionId">The version the edit was made on.</param>
    public static bool IsOvertaken(IReadOnlyList<WorkflowDefinitionRow> rows, string versionId, DraftEdit edit, [NotNullWhen(true)] out DraftConflictException? conflict)
    {
        conflict = null;
        var live = rows.Where(r => r.DeletedAt is null).ToList();
        if (edit.Revision is not { } began || live.Count == 0)
            return false;
        var latest = live.OrderByDescending(r => r.IsLatest).ThenByDescending(r => r.Version).First();
        if (live.TrueForAll(r => r.Id != versionId))
            conflict = new DraftConflictException(null, latest.Version, null);
        else if (began < (latest.Editor == edit.Editor ? latest.RevisionOfOthers : latest.Revision))
            conflict = new DraftConflictException(latest.EditedBy ?? latest.CreatedBy, latest.Version, latest.UpdatedAt);
        return conflict is not null;
    }

    /// <summary>Numbers new content.</summary>
    /// <param name="before">The version that was the latest before; null for the first.</param>
    public static void Mark(WorkflowDefinitionRow row, WorkflowDefinitionRow? before, IEnumerable<WorkflowDefinitionRow> rows, DraftEdit edit)
    {
        // Who keeps both has seen what the other wrote, so their saves still under way are no news.
        row.RevisionOfOthers = edit.KeepsBoth ? edit.Revision ?? 0 : before?.Editor == edit.Editor ? before.RevisionOfOthers : before?.Revision ?? 0;
        row.Revision = rows.Select(r => r.Revision).DefaultIfEmpty(0).Max() + 1;
        (row.Editor, row.EditedBy) = (edit.Editor, edit.By);
    }
}
