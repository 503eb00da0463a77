using System.Globalization;
using Automation.Rules.Analysis;
using Automation.Rules.Comparison;
using Automation.Rules.Evaluation;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using Automation.Stages.RuleBook;
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

    public static string Operator(Operator op, IStringLocalizer<DeskText> words) => words[RuleText.Of(op)];

    /// <summary>What people call a field. A name that a trace has and that this version does not know any more stands as it was stored.</summary>
    public static string Field(string name, IStringLocalizer<DeskText> words) => StandardFields.Find(name) is { } field ? words[field.Label] : name;

    /// <summary>What people call an outcome, by its name in files and traces.</summary>
    public static string Outcome(string name, IStringLocalizer<DeskText> words) => StandardOutcomes.Find(name) is { } outcome ? Outcome(outcome, words) : name;

    public static string Outcome(Outcome outcome, IStringLocalizer<DeskText> words) => words[outcome.Label];

    /// <summary>A field and how it was compared, by the names of a trace; what stands before the value.</summary>
    public static string Comparison(string? field, string? op, string? list, IStringLocalizer<DeskText> words) =>
        (StandardFields.Find(field ?? ""), OperatorCatalogue.Find(op ?? "")) switch
        {
            ({ } known, { } how) => list is null ? RuleText.Of(known, how) : RuleText.Of(known, how, list),
            _ => $"{Field(field ?? "", words)} {op ?? "is"}",
        };

    /// <summary>What a matrix gave for a row and a column, or which of the two was not decided.</summary>
    public static string LookedUp(MatrixTrace matrix, OutcomeNames names, IStringLocalizer<DeskText> words)
    {
        var (rows, columns, decides) = (Outcome(matrix.Rows, words), Outcome(matrix.Columns, words), Outcome(matrix.Decides, words));
        return (matrix.Row, matrix.Column, matrix.Cell) switch
        {
            ({ } row, { } column, { } cell) => words["{0} {1} × {2} {3} gives {4}.", rows, names.Of(matrix.Rows, row), columns, names.Of(matrix.Columns, column), names.Of(matrix.Decides, cell)],
            (null, _, _) => words["The matrix gives no {0}: the {1} was not decided.", decides, rows],
            (_, null, _) => words["The matrix gives no {0}: the {1} was not decided.", decides, columns],
            ({ } row, { } column, _) => words["The matrix gives no {0}: it has no cell for {1} {2} × {3} {4}.", decides, rows, names.Of(matrix.Rows, row), columns, names.Of(matrix.Columns, column)],
        };
    }

    /// <summary>That a text was too long to be searched to its end.</summary>
    public static string Unsearched(int characters, IStringLocalizer<DeskText> words) =>
        words["Rules look at the first {0} characters of a text; {1} after them were not looked at.", RuleLimits.TextLength.ToString("N0", CultureInfo.InvariantCulture), characters.ToString("N0", CultureInfo.InvariantCulture)];

    /// <summary>That rules on the new text see only its beginning.</summary>
    public static string BodyCut(MailFacts facts, IStringLocalizer<DeskText> words) => words[
        "Rules on “{0}” see its first {1} characters; {2} after them were not looked at. “{3}” reaches further.",
        words[StandardFields.Body.Label],
        facts.Body.Length.ToString("N0", CultureInfo.CurrentCulture),
        facts.BodyBeyond.ToString("N0", CultureInfo.CurrentCulture),
        words[StandardFields.WholeBody.Label]];

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
        FindingKind.DecidedTooLate => (words["Too late"], "amber"),
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
            name = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{i}");
        return name;
    }
}
