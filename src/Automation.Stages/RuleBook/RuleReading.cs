using Automation.Rules.Files;
using Automation.Storage.RuleBook;

namespace Automation.Stages.RuleBook;

/// <summary>
/// Reads the rule documents and keeps what it read: a document of thousands of rules takes long to understand and rarely changes, and every open page asks again and again.
/// As long as nothing changed the same objects are given. Thread-safe.
/// </summary>
internal sealed class RuleReading(RuleBookStore store)
{
    private volatile Picture? _last;

    public async Task<RuleWorkspace> ReadAsync(CancellationToken cancellationToken)
    {
        var last = _last;
        if (last is not null && last.Stamps.SequenceEqual(await store.StampsAsync(cancellationToken)))
            return last.Workspace;
        var stored = await store.ReadAsync(cancellationToken);
        var picture = await Task.Run(() => Understand(stored, last), cancellationToken);
        _last = picture;
        return picture.Workspace;
    }

    private static Picture Understand(IReadOnlyList<StoredRuleDocument> stored, Picture? last)
    {
        var stamps = stored.Select(d => new RuleStamp(d.Name, d.InForce?.Version ?? 0, d.Draft?.Version ?? 0)).ToList();
        var known = last?.Stamps.ToHashSet() ?? [];
        var documents = stored.Select((d, i) => known.Contains(stamps[i]) ? last!.Workspace.Find(d.Name)! : Understand(d, last?.Workspace.Find(d.Name)));
        return new Picture(stamps, RuleWorkspace.Of(documents));
    }

    /// <param name="before">What was known of it: a draft does not make another content of what is in force.</param>
    private static RuleDocument Understand(StoredRuleDocument stored, RuleDocument? before)
    {
        string? problem = null;
        var inForce = before is { InForce: { } same } && before.InForceVersion == stored.InForce?.Version ? same : Try(stored.InForce?.Content);
        var draft = Try(stored.Draft?.Content);
        return new RuleDocument(stored.Name, inForce, stored.InForce?.Version ?? 0, draft, stored.Draft?.Version ?? 0, stored.Draft?.BasedOn ?? 0)
        {
            DraftAt = draft is null ? null : stored.Draft!.At,
            DraftBy = draft is null ? null : stored.Draft!.By,
            InForceAt = stored.InForce?.CreatedAt,
            InForceBy = stored.InForce?.CreatedBy,
            Problem = problem,
        };

        RuleContent? Try(string? json)
        {
            if (json is null)
                return null;
            try
            {
                var content = RuleContent.Read(stored.Name, json, lists: null, isStored: true);
                return content.Set is { } set ? RuleContent.Of(set with { Version = Math.Max(1, stored.InForce?.Version ?? 1) }) : content;
            }
            catch (RuleFileException e)
            {
                problem = e.Message;
                return null;
            }
        }
    }

    private sealed record Picture(IReadOnlyList<RuleStamp> Stamps, RuleWorkspace Workspace);
}
