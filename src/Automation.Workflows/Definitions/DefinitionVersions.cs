namespace Automation.Workflows.Definitions;

/// <summary>
/// The life of a workflow's versions. Pure: takes the versions as they are stored and says what to store instead, all
/// in one transaction. There is at most one draft, and it is the latest version; at most one version is published.
/// </summary>
public static class DefinitionVersions
{
    /// <summary>Saves content as the draft: over the draft there is, or as the next version.</summary>
    /// <param name="versions">All versions of the workflow; none for a new one.</param>
    /// <param name="frozen">Ids of versions that were ever published or have instances; these never change.</param>
    /// <param name="newId">The id of the version, should it be a new one.</param>
    public static VersionChange SaveDraft(IReadOnlyList<WorkflowDefinition> versions, WorkflowDefinition content, IReadOnlySet<string> frozen, string newId)
    {
        var latest = Latest(versions);
        var definitionId = latest?.DefinitionId ?? content.DefinitionId;
        if (latest is { IsPublished: false } && !frozen.Contains(latest.Id))
        {
            var draft = content.AsVersion(latest.Id, definitionId, latest.Version, isLatest: true, isPublished: false);
            return new VersionChange(draft, [draft], []);
        }

        var next = content.AsVersion(newId, definitionId, NextVersion(versions), isLatest: true, isPublished: false);
        return new VersionChange(next, [.. Marked(versions, latest: false, published: null), next], []);
    }

    /// <summary>Publishes the latest version. Publishing what is published changes nothing.</summary>
    /// <exception cref="ArgumentException">There are no versions.</exception>
    public static VersionChange Publish(IReadOnlyList<WorkflowDefinition> versions)
    {
        var latest = Latest(versions) ?? throw new ArgumentException("There is no version to publish.", nameof(versions));
        if (latest.IsPublished)
            return new VersionChange(latest, [], []);
        var published = As(latest, isLatest: true, isPublished: true);
        return new VersionChange(published, [.. Marked(versions.Where(version => version.Id != latest.Id), latest: null, published: false), published], []);
    }

    /// <summary>Takes the published version back; its triggers go with it. Instances go on.</summary>
    public static VersionChange Retract(IReadOnlyList<WorkflowDefinition> versions)
    {
        var saved = Marked(versions, latest: null, published: false).ToList();
        return new VersionChange(saved.FirstOrDefault(), saved, []);
    }

    /// <summary>Makes an earlier version's content the draft. A draft there is stays as a version beside it.</summary>
    /// <exception cref="ArgumentException">There is no such version.</exception>
    public static VersionChange Revert(IReadOnlyList<WorkflowDefinition> versions, int version, string newId)
    {
        var wanted = versions.FirstOrDefault(one => one.Version == version) ?? throw new ArgumentException($"There is no version {version}.", nameof(version));
        return SaveDraft(versions, wanted, versions.Select(one => one.Id).ToHashSet(), newId);
    }

    /// <summary>Deletes a version; when it was the latest, the highest that is left becomes the latest.</summary>
    /// <exception cref="ArgumentException">There is no such version.</exception>
    public static VersionChange Delete(IReadOnlyList<WorkflowDefinition> versions, string versionId)
    {
        var gone = versions.FirstOrDefault(version => version.Id == versionId) ?? throw new ArgumentException($"There is no version '{versionId}'.", nameof(versionId));
        var heir = gone.IsLatest ? versions.Where(version => version.Id != versionId).MaxBy(version => version.Version) : null;
        return heir is null
            ? new VersionChange(null, [], [versionId])
            : new VersionChange(null, [As(heir, isLatest: true, heir.IsPublished)], [versionId]);
    }

    private static WorkflowDefinition? Latest(IReadOnlyList<WorkflowDefinition> versions) =>
        versions.FirstOrDefault(version => version.IsLatest) ?? versions.MaxBy(version => version.Version);

    private static int NextVersion(IReadOnlyList<WorkflowDefinition> versions) => versions.Count == 0 ? 1 : versions.Max(version => version.Version) + 1;

    /// <summary>The versions that lose a mark; null leaves it.</summary>
    private static IEnumerable<WorkflowDefinition> Marked(IEnumerable<WorkflowDefinition> versions, bool? latest, bool? published) =>
        from version in versions
        let isLatest = latest ?? version.IsLatest
        let isPublished = published ?? version.IsPublished
        where isLatest != version.IsLatest || isPublished != version.IsPublished
        select As(version, isLatest, isPublished);

    private static WorkflowDefinition As(WorkflowDefinition version, bool isLatest, bool isPublished) =>
        version.AsVersion(version.Id, version.DefinitionId, version.Version, isLatest, isPublished);
}

/// <summary>What to store.</summary>
/// <param name="Result">The version the call was about, as it is now; null when there is none.</param>
/// <param name="Saved">Versions to insert or update.</param>
/// <param name="Deleted">Ids of versions to delete.</param>
public sealed record VersionChange(WorkflowDefinition? Result, IReadOnlyList<WorkflowDefinition> Saved, IReadOnlyList<string> Deleted);
