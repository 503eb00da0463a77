using Automation.Storage.Audit;
using Automation.Storage.Database;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;
using Automation.Workflows.Validation;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Workflows;

/// <summary>
/// The workflows as people edit them: drafts, versions, what is published. Every call is one transaction; the triggers of a workflow change in the same one.
/// Running instances stay on the version they started with, so such a version is never changed and never deleted.
/// </summary>
public sealed class DefinitionLibrary(WorkflowUnits units, GraphCache graphs, IIdGenerator ids, TimeProvider time)
{
    /// <summary>Saves content as the draft, whatever is still wrong with it, and publishes it when asked and nothing is.</summary>
    /// <param name="content">Its definition id names the workflow; empty for a new one.</param>
    /// <exception cref="WorkflowDefinitionException">It was to be published and has errors; nothing has changed.</exception>
    /// <exception cref="DraftConflictException">Somebody else saved it after the edit began; nothing has changed.</exception>
    public Task<SavedDefinition> SaveAsync(WorkflowDefinition content, bool publish, DraftEdit edit, CancellationToken cancellationToken) => units.RunAsync(
        async (unit, token) =>
        {
            var rows = await RowsAsync(unit.Context, content.DefinitionId, token);
            if (!DraftRevisions.IsOvertaken(rows, content.Id, edit, out var conflict))
                return await StoreDraftAsync(unit, rows, Named(content, rows), publish, edit, token);
            return edit.KeepsBoth ? await StoreBesideAsync(unit, rows, content, publish, edit, token) : throw conflict;
        },
        cancellationToken);

    /// <summary>
    /// Takes in a definition made elsewhere, as a draft. A workflow we do not have keeps the file's ids and version, so that it comes out as it came in.
    /// </summary>
    /// <exception cref="WorkflowDefinitionException">It uses an activity or an expression type that there is none of; nothing has changed.</exception>
    public Task<SavedDefinition> ImportAsync(WorkflowDefinition file, bool publish, string by, CancellationToken cancellationToken) =>
        units.RunAsync((unit, token) => ImportAsync(unit, file, publish, by, token), cancellationToken);

    /// <summary>Takes in many, each as a draft: all of them, or none when one is refused.</summary>
    /// <param name="files">Each with the name that people know it by.</param>
    /// <exception cref="WorkflowDefinitionException">One uses an activity or an expression type that there is none of; its name stands before what is wrong. Nothing has changed.</exception>
    public Task ImportAsync(IReadOnlyList<(string Name, WorkflowDefinition Definition)> files, string by, CancellationToken cancellationToken) => units.RunAsync(
        async (unit, token) =>
        {
            foreach (var (name, definition) in files)
            {
                try
                {
                    await ImportAsync(unit, definition, publish: false, by, token);
                }
                catch (WorkflowDefinitionException e)
                {
                    throw new WorkflowDefinitionException([.. e.Problems.Select(p => p with { Message = $"{name}: {p.Message}" })], e);
                }

                // Another version of the same workflow may follow, and looks for this one.
                await unit.Context.SaveChangesAsync(token);
            }

            return true;
        },
        cancellationToken);

    private async ValueTask<SavedDefinition> ImportAsync(WorkflowUnit unit, WorkflowDefinition file, bool publish, string by, CancellationToken token)
    {
        var graph = await graphs.CompileAsync(file, unit.Session, token);
        // A workflow used as an activity may come later, in the same zip perhaps; publishing is refused until it is there.
        var references = graph.Nodes.Where(n => n.Json.TryGetProperty("workflowDefinitionId", out _) || n.Json.TryGetProperty("workflowDefinitionVersionId", out _)).Select(n => n.Path).ToHashSet(StringComparer.Ordinal);
        var foreign = graph.Problems.Where(p => p.Code is "unknown-expression" || (p.Code is "unknown-activity" && !references.Contains(p.Path))).ToList();
        if (foreign.Count > 0)
            throw new WorkflowDefinitionException(foreign);
        var rows = await RowsAsync(unit.Context, file.DefinitionId, token);
        if (rows.Count > 0)
            return await StoreDraftAsync(unit, rows, file, publish, DraftEdit.Of(by), token);

        var isFree = file.Id.Length > 0 && !await unit.Context.WorkflowDefinitions.IgnoreQueryFilters().AnyAsync(x => x.Id == file.Id, token);
        var first = file.AsVersion(isFree ? file.Id : ids.NewId(), file.DefinitionId.Length > 0 ? file.DefinitionId : ids.NewId(), file.Version, isLatest: true, isPublished: false);
        return await StoreAsync(unit, rows, [first], first, publish, DraftEdit.Of(by), token);
    }

    /// <summary>Publishes the latest version; null when there is no such workflow.</summary>
    /// <exception cref="WorkflowDefinitionException">It has errors; nothing has changed.</exception>
    public Task<SavedDefinition?> PublishAsync(string definitionId, CancellationToken cancellationToken) => units.RunAsync(
        async (unit, token) =>
        {
            var rows = await RowsAsync(unit.Context, definitionId, token);
            var latest = Live(rows).OrderByDescending(v => v.IsLatest).ThenByDescending(v => v.Version).FirstOrDefault();
            if (latest is null)
                return null;
            return latest.IsPublished
                ? new SavedDefinition(latest, true, [], rows.First(r => r.Id == latest.Id).CreatedAt)
                : await StoreAsync(unit, rows, [], latest, publish: true, DraftEdit.Of(""), token);
        },
        cancellationToken);

    /// <summary>Takes the published version back, with its triggers; null when there is no such workflow. Instances go on.</summary>
    public Task<RetractedDefinition?> RetractAsync(string definitionId, CancellationToken cancellationToken) => units.RunAsync(
        async (unit, token) =>
        {
            var rows = await RowsAsync(unit.Context, definitionId, token);
            if (Live(rows) is not { Count: > 0 } versions)
                return null;
            var published = rows.Find(r => r.IsPublished && r.DeletedAt is null);
            if (published is not null)
            {
                published.IsPublished = false;
                await WorkflowTriggers.RemoveAsync(unit.Context, definitionId, token);
            }

            var row = published ?? rows.Last(r => r.DeletedAt is null);
            return new RetractedDefinition(DefinitionQueries.Read(row), published is not null);
        },
        cancellationToken);

    /// <summary>Makes an earlier version's content the draft; null when there is no such version. A draft that somebody works on becomes an earlier version beside it.</summary>
    public Task<SavedDefinition?> RevertAsync(string definitionId, int version, string by, CancellationToken cancellationToken) => units.RunAsync(
        async (unit, token) =>
        {
            var rows = await RowsAsync(unit.Context, definitionId, token);
            var live = Live(rows);
            if (live.Find(v => v.Version == version) is not { } wanted)
                return null;
            if (live.Find(v => v is { IsLatest: true, IsPublished: false }) is { } draft && (draft.Id == wanted.Id || IsSameContent(draft, wanted)))
                return (SavedDefinition?)await StoreAsync(unit, rows, [], draft, publish: false, DraftEdit.Of(by), token);
            return (SavedDefinition?)await StoreBesideAsync(unit, rows, wanted, publish: false, DraftEdit.Of(by), token);
        },
        cancellationToken);

    /// <summary>
    /// Makes the workflows that use this one as an activity use its published version. What was published is published again, unless it has errors then: it stays a draft with them.
    /// What has a draft of its own gets the change in the draft.
    /// </summary>
    /// <param name="only">Definition ids of the workflows to change; null for all.</param>
    /// <returns>The definition ids of those that were changed.</returns>
    public async Task<IReadOnlyList<string>> UpdateReferencesAsync(string definitionId, IReadOnlyCollection<string>? only, string by, CancellationToken cancellationToken)
    {
        var consumers = await units.RunAsync(
            async (unit, token) => await unit.Context.WorkflowDefinitions.AsNoTracking().Where(x => x.IsLatest && x.DefinitionId != definitionId && x.Json.Contains(DefinitionReferences.Property))
                .OrderBy(x => x.DefinitionId).Select(x => x.DefinitionId).ToListAsync(token),
            cancellationToken);
        var changed = new List<string>();
        foreach (var consumer in consumers.Where(c => only is null || only.Contains(c)))
        {
            bool done;
            try
            {
                done = await UpdateReferenceAsync(definitionId, consumer, publish: true, by, cancellationToken);
            }
            catch (WorkflowDefinitionException)
            {
                done = await UpdateReferenceAsync(definitionId, consumer, publish: false, by, cancellationToken);
            }

            if (done)
                changed.Add(consumer);
        }

        return changed;
    }

    private Task<bool> UpdateReferenceAsync(string definitionId, string consumer, bool publish, string by, CancellationToken cancellationToken) => units.RunAsync(
        async (unit, token) =>
        {
            var used = (await RowsAsync(unit.Context, definitionId, token)).Find(r => r.IsPublished && r.DeletedAt is null);
            var rows = await RowsAsync(unit.Context, consumer, token);
            var latest = Live(rows).Find(v => v.IsLatest);
            if (used is null || latest is null || DefinitionReferences.Updated(latest, DefinitionQueries.Read(used)) is not { } updated)
                return false;
            await StoreDraftAsync(unit, rows, updated, publish && latest.IsPublished, DraftEdit.Of(by), token);
            return true;
        },
        cancellationToken);

    /// <summary>Makes the shipped file the draft. Nothing that a person made is lost: a draft there is becomes an earlier version.</summary>
    /// <param name="hash">SHA-256 (hex) of the file; it is not offered again until it changes.</param>
    public Task<SavedDefinition> TakeShippedAsync(WorkflowDefinition file, string hash, string by, CancellationToken cancellationToken) => units.RunAsync(
        async (unit, token) =>
        {
            var rows = await RowsAsync(unit.Context, file.DefinitionId, token);
            var saved = await StoreBesideAsync(unit, rows, file, publish: false, DraftEdit.Of(by), token);
            await AnswerAsync(unit.Context, file, hash, by, "workflows.take-shipped", $"Version {saved.Definition.Version} is a draft with the content of the shipped file {hash[..8]}.", token);
            return saved;
        },
        cancellationToken);

    /// <summary>Leaves the workflow as it is here; the file is not offered again until it changes.</summary>
    public Task KeepOwnAsync(WorkflowDefinition file, string hash, string by, CancellationToken cancellationToken) => units.RunAsync(
        async (unit, token) =>
        {
            await AnswerAsync(unit.Context, file, hash, by, "workflows.keep-own", $"The shipped file {hash[..8]} was not taken over.", token);
            return true;
        },
        cancellationToken);

    private async Task AnswerAsync(DeskContext context, WorkflowDefinition file, string hash, string by, string act, string details, CancellationToken token)
    {
        await ShippedAnswers.SetAsync(context, file.DefinitionId, hash, token);
        context.Audit.Add(new AuditEntry { At = time.GetUtcNow(), Actor = by, Act = act, Subject = file.DefinitionId, Details = details });
    }

    /// <summary>Deletes one version; false when there is none.</summary>
    /// <exception cref="InvalidOperationException">Instances are running on it.</exception>
    public Task<bool> DeleteVersionAsync(string versionId, CancellationToken cancellationToken) => units.RunAsync(
        async (unit, token) =>
        {
            var definitionId = await unit.Context.WorkflowDefinitions.Where(x => x.Id == versionId).Select(x => x.DefinitionId).FirstOrDefaultAsync(token);
            if (definitionId is null)
                return false;
            var rows = await RowsAsync(unit.Context, definitionId, token);
            await DeleteAsync(unit.Context, rows, [rows.First(r => r.Id == versionId)], token);
            return true;
        },
        cancellationToken);

    /// <summary>Deletes a workflow with all its versions; false when there is none.</summary>
    /// <exception cref="InvalidOperationException">Instances are running on it.</exception>
    public Task<bool> DeleteAsync(string definitionId, CancellationToken cancellationToken) => units.RunAsync(
        async (unit, token) =>
        {
            var rows = await RowsAsync(unit.Context, definitionId, token);
            var live = rows.FindAll(r => r.DeletedAt is null);
            if (live.Count == 0)
                return false;
            await DeleteAsync(unit.Context, rows, live, token);
            return true;
        },
        cancellationToken);

    private async Task DeleteAsync(DeskContext context, List<WorkflowDefinitionRow> rows, List<WorkflowDefinitionRow> gone, CancellationToken token)
    {
        var goneIds = gone.Select(r => r.Id).ToList();
        var running = await context.WorkflowInstances.CountAsync(x => goneIds.Contains(x.DefinitionVersionId) && x.Status == WorkflowStatus.Running, token);
        if (running > 0)
            throw new InvalidOperationException($"{running} instances of {gone[0].Name} are still running on it. Wait for them, cancel them or move them to another version first.");
        var withInstances = await context.WorkflowInstances.Where(x => goneIds.Contains(x.DefinitionVersionId)).Select(x => x.DefinitionVersionId).Distinct().ToListAsync(token);
        if (gone.Any(r => r.IsPublished))
            await WorkflowTriggers.RemoveAsync(context, gone[0].DefinitionId, token);
        foreach (var row in gone)
        {
            // The picture of finished instances needs the row; the mark on a shipped one keeps its file from coming back.
            if (row.ShippedHash is not null || withInstances.Contains(row.Id))
            {
                row.DeletedAt = time.GetUtcNow();
                row.IsPublished = false;
                row.IsLatest = false;
            }
            else
            {
                context.WorkflowDefinitions.Remove(row);
            }
        }

        if (rows.Where(r => r.DeletedAt is null && !goneIds.Contains(r.Id)).MaxBy(r => r.Version) is { } heir)
            heir.IsLatest = true;
    }

    /// <summary>Makes content the draft: over the one there is, or as the next version.</summary>
    private async Task<SavedDefinition> StoreDraftAsync(WorkflowUnit unit, List<WorkflowDefinitionRow> rows, WorkflowDefinition content, bool publish, DraftEdit edit, CancellationToken token)
    {
        var change = DefinitionVersions.SaveDraft(Live(rows), content, await FrozenAsync(unit.Context, rows, token), ids.NewId());
        // A deleted version keeps its number: it may still stand on instances and in people's memory.
        var saved = change.Result!;
        if (rows.Where(r => r.Id != saved.Id).Select(r => r.Version).DefaultIfEmpty(0).Max() is var highest && saved.Version <= highest)
            saved = saved.AsVersion(saved.Id, saved.DefinitionId, highest + 1, saved.IsLatest, saved.IsPublished);
        return await StoreAsync(unit, rows, [.. change.Saved.Where(s => s.Id != saved.Id), saved], saved, publish, edit, token);
    }

    /// <summary>Makes content the draft, as the next version whatever there is: a draft that somebody works on stays beside it.</summary>
    private async Task<SavedDefinition> StoreBesideAsync(WorkflowUnit unit, List<WorkflowDefinitionRow> rows, WorkflowDefinition content, bool publish, DraftEdit edit, CancellationToken token)
    {
        var next = rows.Select(r => r.Version).DefaultIfEmpty(0).Max() + 1;
        var draft = content.AsVersion(ids.NewId(), rows.Count > 0 ? rows[0].DefinitionId : content.DefinitionId, next, isLatest: true, isPublished: false);
        return await StoreAsync(unit, rows, [draft], draft, publish, edit, token);
    }

    private static bool IsSameContent(WorkflowDefinition one, WorkflowDefinition other) => one.Write() == other.AsVersion(one.Id, one.DefinitionId, one.Version, one.IsLatest, one.IsPublished).Write();

    /// <summary>Writes the versions of a change; checks the result, and publishes it when asked.</summary>
    private async Task<SavedDefinition> StoreAsync(WorkflowUnit unit, List<WorkflowDefinitionRow> rows, IReadOnlyList<WorkflowDefinition> saved, WorkflowDefinition result, bool publish, DraftEdit edit, CancellationToken token)
    {
        var final = result.AsVersion(result.Id, result.DefinitionId, result.Version, isLatest: true, isPublished: publish);
        var graph = await graphs.CompileAsync(final, unit.Session, token);
        var problems = await DefinitionValidator.CheckAsync(graph, unit.Session, time, ids, token);
        if (publish && problems.Where(p => p.Severity == ProblemSeverity.Error).ToList() is { Count: > 0 } errors)
            throw new WorkflowDefinitionException(errors);
        if (publish)
            await WorkflowTriggers.SwapAsync(unit.Context, graph, time, ids, token);

        var before = rows.Where(r => r.DeletedAt is null).OrderByDescending(r => r.IsLatest).ThenByDescending(r => r.Version).FirstOrDefault();
        foreach (var version in saved.Where(v => v.Id != final.Id).Append(final))
        {
            var row = rows.Find(r => r.Id == version.Id);
            if (row is null)
            {
                row = new WorkflowDefinitionRow
                {
                    Id = version.Id,
                    DefinitionId = version.DefinitionId,
                    Version = version.Version,
                    Name = version.Name,
                    Json = "",
                    CreatedAt = time.GetUtcNow(),
                    CreatedBy = edit.By,
                };
                unit.Context.WorkflowDefinitions.Add(row);
                rows.Add(row);
            }

            row.IsLatest = version.IsLatest;
            row.IsPublished = version.IsPublished;
            row.WasPublished |= version.IsPublished;
        }

        var mine = rows.First(r => r.Id == final.Id);
        if (mine.Json.Length == 0 || saved.Any(v => v.Id == final.Id))
        {
            // A save that changes nothing is no news for others.
            if (mine.Json.Length == 0 || !IsSameContent(final, DefinitionQueries.Read(mine)))
                DraftRevisions.Mark(mine, before, rows, edit);
            mine.Json = final.Write();
            mine.Name = final.Name;
            mine.Description = final.Description;
            mine.UpdatedAt = time.GetUtcNow();
        }

        foreach (var other in rows.Where(r => r.Id != final.Id))
        {
            other.IsLatest = false;
            other.IsPublished &= !publish;
        }

        graphs.Forget(final.Id);
        return new SavedDefinition(DefinitionQueries.Read(mine), false, problems, mine.CreatedAt);
    }

    private WorkflowDefinition Named(WorkflowDefinition content, List<WorkflowDefinitionRow> rows) =>
        rows.Count > 0 || content.DefinitionId.Length > 0 ? content : content.AsVersion(ids.NewId(), ids.NewId(), 1, isLatest: true, isPublished: false);

    private static List<WorkflowDefinition> Live(List<WorkflowDefinitionRow> rows) => [.. rows.Where(r => r.DeletedAt is null).Select(DefinitionQueries.Read)];

    private static async Task<List<WorkflowDefinitionRow>> RowsAsync(DeskContext context, string definitionId, CancellationToken token) => definitionId.Length == 0
        ? []
        : await context.WorkflowDefinitions.IgnoreQueryFilters().Where(x => x.DefinitionId == definitionId).OrderBy(x => x.Version).ToListAsync(token);

    /// <summary>Versions that must not change: shipped, ever published, or with instances.</summary>
    private static async Task<IReadOnlySet<string>> FrozenAsync(DeskContext context, List<WorkflowDefinitionRow> rows, CancellationToken token)
    {
        var known = rows.ConvertAll(r => r.Id);
        var used = await context.WorkflowInstances.Where(x => known.Contains(x.DefinitionVersionId)).Select(x => x.DefinitionVersionId).Distinct().ToListAsync(token);
        return rows.Where(r => r.ShippedHash is not null || r.IsPublished || r.WasPublished).Select(r => r.Id).Concat(used).ToHashSet(StringComparer.Ordinal);
    }
}

/// <param name="Definition">The version as it is stored now.</param>
/// <param name="WasPublished">It was published already, and nothing changed.</param>
/// <param name="Problems">What is wrong with it; no errors when it is published.</param>
public sealed record SavedDefinition(WorkflowDefinition Definition, bool WasPublished, IReadOnlyList<DefinitionProblem> Problems, DateTimeOffset CreatedAt);

/// <param name="Changed">False when nothing was published.</param>
public sealed record RetractedDefinition(WorkflowDefinition Definition, bool Changed);
