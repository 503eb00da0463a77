using System.Globalization;
using Automation.Rules.Analysis;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using Microsoft.Extensions.Localization;

namespace Automation.Desk.RuleBook;

/// <summary>What rules are made of, in words for the page.</summary>
internal static class RuleWords
{
    public static string Title(string document, IStringLocalizer<DeskText> words) => document switch
    {
        "lists" => words["Named lists"],
        "categories" => words["Categories"],
        _ => Tickets.Words.Of(document, words),
    };

    public static string Operator(Operator op) => Automation.Rules.Comparison.RuleText.Of(op);

    /// <summary>That a text was too long to be searched to its end.</summary>
    public static string Unsearched(int characters, IStringLocalizer<DeskText> words) =>
        words["Rules look at the first {0} characters of a text; {1} after them were not looked at.", RuleLimits.TextLength.ToString("N0", CultureInfo.InvariantCulture), characters.ToString("N0", CultureInfo.InvariantCulture)];

    /// <summary>The badge of a finding: a short word and its tone.</summary>
    public static (string Word, string Tone) Badge(FindingKind kind, IStringLocalizer<DeskText> words) => kind switch
    {
        FindingKind.Shadowed => (words["Shadowed"], "red"),
        FindingKind.NeverHolds => (words["Never holds"], "red"),
        FindingKind.AlwaysHolds => (words["Always holds"], "amber"),
        FindingKind.WithoutEffect => (words["No effect"], "amber"),
        FindingKind.Dead => (words["Dead"], "amber"),
        FindingKind.Expired => (words["Expired"], "grey"),
        FindingKind.ImpossibleValue => (words["Impossible value"], "red"),
        FindingKind.NotDecidedYet => (words["Not decided yet"], "amber"),
        _ => (words["Unknown name"], "red"),
    };

    /// <summary>An act of the audit, as it reads after a person's name.</summary>
    public static string Act(string act, IStringLocalizer<DeskText> words) => act switch
    {
        "rules.draft" => words["wrote in the draft."],
        "rules.discard" => words["discarded the draft."],
        "rules.publish" => words["published."],
        "rules.delete" => words["deleted the set."],
        "rules.roll-back" => words["rolled back."],
        _ => act,
    };

    /// <summary>Who published; what came with the program was published by nobody.</summary>
    public static string Person(string? by, IStringLocalizer<DeskText> words) => by switch
    {
        "shipped" => words["as shipped"],
        null => "–",
        _ => by,
    };

    public static string Outcome(OutcomeValue value) => $"{value.Outcome.Name} {string.Join(", ", value.Values)}";

    /// <summary>What went wrong, for a person: without the name that the program gives to what it refused.</summary>
    public static string Sentence(Exception problem) => problem is ArgumentException { ParamName: { Length: > 0 } name } && problem.Message.EndsWith($" (Parameter '{name}')", StringComparison.Ordinal)
        ? problem.Message[..^$" (Parameter '{name}')".Length]
        : problem.Message;

    /// <summary>A name for a rule that is not taken yet.</summary>
    public static string FreeName(string wanted, IEnumerable<string> taken)
    {
        var names = taken.ToHashSet(StringComparer.Ordinal);
        var name = wanted;
        for (var i = 2; names.Contains(name); i++)
            name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{wanted}-{i}");
        return name;
    }
}
