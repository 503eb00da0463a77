using Automation.Rules.Model;
using Automation.Stages.RuleBook;
using Microsoft.Extensions.Localization;

namespace Automation.Desk.RuleBook;

/// <summary>How much of each document a search finds, so that nobody has to look into one after the other. What was read of a set is kept as long as the set stays the same.</summary>
internal sealed class SearchCounts(OutcomeNames names, IStringLocalizer<DeskText> words)
{
    private readonly Dictionary<string, RuleFinder> _finders = [];

    /// <summary>Rules, lists or categories that fit; null when nothing is searched.</summary>
    public int? Of(RuleDocument document, NamedLists lists, string? search)
    {
        var wanted = new SearchWords(search);
        if (wanted.IsEmpty)
            return null;
        return document.Working switch
        {
            { Set: { } set } => FinderOf(set, lists).Find(search).Count(),
            { Lists: { } all } => all.All.Values.Count(list => wanted.Fit([list.Name, list.Description, .. list.Values])),
            { Categories: { } tree } => tree.All.Count(category => wanted.Fit([category.Path, category.Description])),
            _ => 0,
        };
    }

    private RuleFinder FinderOf(RuleSet set, NamedLists lists)
    {
        if (!_finders.TryGetValue(set.Name, out var finder) || !ReferenceEquals(finder.Set, set) || !ReferenceEquals(finder.Lists, lists))
            _finders[set.Name] = finder = new RuleFinder(set, lists, names, words);
        return finder;
    }
}
