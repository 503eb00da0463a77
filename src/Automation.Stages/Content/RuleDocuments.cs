using Automation.Rules.Analysis;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Storage.Documents;

namespace Automation.Stages.Content;

/// <summary>Names and order of the documents that rules are written in: a document a set, one of named lists, one of categories.</summary>
public static class RuleDocuments
{
    public const string Lists = "lists";
    public const string Categories = "categories";

    /// <summary>The sets that decide one after the other; others follow them by name.</summary>
    private static readonly string[] ChainOrder = ["category", "priority", "routing"];

    public static bool IsSet(string name) => name is not (Lists or Categories);

    /// <summary>As problems name it.</summary>
    public static string File(string name) => $"rules/{name}.json";

    /// <summary>Sets in the order in which they decide.</summary>
    public static IReadOnlyList<RuleSet> InOrder(IEnumerable<RuleSet> sets) => [.. sets.OrderBy(s => Place(s.Name)).ThenBy(s => s.Name, StringComparer.Ordinal)];

    /// <summary>Where a document stands among the others: sets as they decide, then lists and categories.</summary>
    public static int Place(string name) => name switch
    {
        Lists => int.MaxValue - 1,
        Categories => int.MaxValue,
        _ => Array.IndexOf(ChainOrder, name) is var at && at < 0 ? ChainOrder.Length : at,
    };

    /// <summary>
    /// The set in which a rule for the outcome belongs: the one with the last word on it, because what it says stands; when that is a matrix, which has no
    /// rules, one after it. Null when there is none.
    /// </summary>
    /// <param name="lists">The named lists the rules use; without them rules that use one count as deciding.</param>
    /// <param name="at">The moment for which it is asked: rules out of their time do not count. Null leaves times out of account.</param>
    public static RuleSet? SetFor(IReadOnlyList<RuleSet> sets, Outcome outcome, NamedLists? lists = null, DateTimeOffset? at = null) =>
        DecidingSet.For(sets, outcome, lists, at) switch
        {
            null => sets.LastOrDefault(set => set.HitPolicy != HitPolicy.Matrix && DecidingSet.IsInForce(set, at)),
            { HitPolicy: HitPolicy.Matrix } last => sets.SkipWhile(set => set != last).FirstOrDefault(set => set.HitPolicy != HitPolicy.Matrix && DecidingSet.IsInForce(set, at)),
            var last => last,
        };

    /// <summary>The named lists in force; empty when there are none.</summary>
    /// <exception cref="RuleFileException">They cannot be read.</exception>
    internal static NamedLists ListsOf(IReadOnlyList<DocumentVersion> published) =>
        published.FirstOrDefault(d => d.Name == Lists) is { } document ? NamedListsReader.Read(document.Content, File(Lists)) : NamedLists.Empty;
}
