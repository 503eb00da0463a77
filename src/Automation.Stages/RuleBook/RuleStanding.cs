using System.Collections.Concurrent;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Storage.RuleBook;

namespace Automation.Stages.RuleBook;

/// <summary>
/// Since when each rule in force has stood there with the same condition, under its name or one that it had before, however often its set was published for the sake of others. Thread-safe.
/// </summary>
internal sealed class RuleStanding(RuleEditor editor)
{
    /// <summary>Versions that are read: of a set that is published many times a day a part of them, evenly, tells nearly as much.</summary>
    private const int MostRead = 24;

    private readonly ConcurrentDictionary<string, (int Version, IReadOnlyDictionary<string, DateTimeOffset> Since)> _known = [];

    /// <param name="back">How far back it matters; what stood before has stood long enough.</param>
    /// <returns>By the rule's name. At the latest since then: it may have stood for longer.</returns>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> SinceAsync(RuleDocument document, DateTimeOffset back, CancellationToken cancellationToken)
    {
        if (document is not { InForce.Set: { } set, InForceAt: { } published })
            return new Dictionary<string, DateTimeOffset>();
        if (_known.TryGetValue(document.Name, out var known) && known.Version == document.InForceVersion)
            return known.Since;
        var conditions = set.Rules.ToDictionary(rule => rule.Name, Condition);
        var since = new Dictionary<string, DateTimeOffset>();
        foreach (var version in Spread(await editor.HistoryAsync(document.Name, cancellationToken), back, document.InForceVersion))
        {
            if (since.Count == conditions.Count)
                break;
            var stood = await ReadAsync(document.Name, version.Version, cancellationToken);
            var others = stood.Where(rule => !conditions.ContainsKey(rule.Key)).ToLookup(rule => rule.Value);
            foreach (var (name, condition) in conditions)
            {
                // Under its name, or under one that it had before.
                if (stood.TryGetValue(name, out var then) ? then == condition : others[condition].Any())
                    since.TryAdd(name, version.At);
            }
        }

        foreach (var name in conditions.Keys)
            since.TryAdd(name, published);
        _known[document.Name] = (document.InForceVersion, since);
        return since;
    }

    /// <summary>Oldest first: the version in force at that moment and those after it, without the one in force now.</summary>
    private static List<RuleVersionInfo> Spread(IReadOnlyList<RuleVersionInfo> newestFirst, DateTimeOffset back, int inForce)
    {
        var oldest = newestFirst.FirstOrDefault(v => v.At <= back)?.Version ?? 0;
        var versions = newestFirst.Where(v => v.Version >= oldest && v.Version < inForce).OrderBy(v => v.Version).ToList();
        return versions.Count <= MostRead ? versions : [.. Enumerable.Range(0, MostRead).Select(i => versions[i * versions.Count / MostRead])];
    }

    private async Task<IReadOnlyDictionary<string, string>> ReadAsync(string name, int version, CancellationToken cancellationToken)
    {
        var stored = await editor.VersionAsync(name, version, cancellationToken);
        try
        {
            return await Task.Run(() => RuleContent.Read(name, stored.Content, lists: null, isStored: true).Set!.Rules.Where(rule => rule.Enabled).ToDictionary(rule => rule.Name, Condition), cancellationToken);
        }
        catch (RuleFileException)
        {
            // It was in force once and cannot be read any more: it says nothing of what stood in it.
            return new Dictionary<string, string>();
        }
    }

    private static string Condition(Rule rule) => RuleSetWriter.Write(rule with { Name = "any", Description = null, Enabled = true, From = null, Until = null, Then = Nothing });

    private static readonly IReadOnlyList<OutcomeValue> Nothing = [new(StandardOutcomes.Team, ["any"])];
}
