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
    /// The set in which a rule for the outcome belongs: the last that decides it, because what it says stands; when that is a matrix, which has no rules, one
    /// after it. Null when there is none.
    /// </summary>
    public static RuleSet? SetFor(IReadOnlyList<RuleSet> sets, Outcome outcome)
    {
        var last = sets.LastOrDefault(set => set.Rules.Any(rule => Decides(rule.Then)) || Decides(set.Otherwise) || set.Matrix?.Decides == outcome);
        return last switch
        {
            null => sets.LastOrDefault(set => set.HitPolicy != HitPolicy.Matrix),
            { HitPolicy: HitPolicy.Matrix } => sets.SkipWhile(set => set != last).FirstOrDefault(set => set.HitPolicy != HitPolicy.Matrix),
            _ => last,
        };

        bool Decides(IReadOnlyList<OutcomeValue> values) => values.Any(value => value.Outcome == outcome);
    }

    /// <summary>The named lists in force; empty when there are none.</summary>
    /// <exception cref="RuleFileException">They cannot be read.</exception>
    internal static NamedLists ListsOf(IReadOnlyList<DocumentVersion> published) =>
        published.FirstOrDefault(d => d.Name == Lists) is { } document ? NamedListsReader.Read(document.Content, File(Lists)) : NamedLists.Empty;
}
