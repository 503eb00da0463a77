using System.Globalization;
using Automation.Rules.Model;

namespace Automation.Rules.Comparison;

/// <summary>Compares two states of the rules by the names of sets and rules.</summary>
public static class RuleComparison
{
    public static RuleDifferences Compare(IReadOnlyList<RuleSet> before, NamedLists listsBefore, IReadOnlyList<RuleSet> after, NamedLists listsAfter)
    {
        var sets = after.Select(set => Compare(before.FirstOrDefault(other => other.Name == set.Name), set))
            .Concat(before.Where(set => !after.Any(other => other.Name == set.Name)).Select(set => Compare(set, null)));
        var lists = listsBefore.All.Keys.Union(listsAfter.All.Keys).Order(StringComparer.Ordinal)
            .Select(name => Compare(listsBefore.Find(name), listsAfter.Find(name)));
        return new RuleDifferences([.. sets.OfType<SetDifference>()], [.. lists.OfType<ListDifference>()]);
    }

    /// <summary>One set in two versions.</summary>
    /// <param name="before">Null when the set is new.</param>
    /// <param name="after">Null when the set is gone.</param>
    /// <returns>Null when nothing differs but perhaps the version.</returns>
    public static SetDifference? Compare(RuleSet? before, RuleSet? after)
    {
        if ((before ?? after) is not { } any)
            return null;
        var rules = Rules(before?.Rules ?? [], after?.Rules ?? []);
        var details = Details(before, after).ToList();
        if (before is not null && after is not null && rules.Count == 0 && details.Count == 0)
            return null;
        var kind = before is null ? ChangeKind.Added : after is null ? ChangeKind.Removed : ChangeKind.Changed;
        return new SetDifference(any.Name, kind, details, rules) { VersionBefore = before?.Version ?? 0, VersionAfter = after?.Version ?? 0 };
    }

    /// <summary>Two trees of categories, branch by branch with its description.</summary>
    /// <returns>Null when nothing differs but perhaps the order.</returns>
    public static ListDifference? Compare(CategoryTree before, CategoryTree after)
    {
        var (old, now) = (Paths(before), Paths(after));
        string[] added = [.. now.Except(old, StringComparer.Ordinal)];
        string[] removed = [.. old.Except(now, StringComparer.Ordinal)];
        return added.Length + removed.Length == 0 ? null : new ListDifference("categories", ChangeKind.Changed, added, removed);

        static string[] Paths(CategoryTree tree) => [.. tree.All.Select(c => c.Description is null ? c.Path : $"{c.Path}: {c.Description}")];
    }

    private static ListDifference? Compare(NamedList? before, NamedList? after)
    {
        string[] added = [.. (after?.Values ?? []).Except(before?.Values ?? [], StringComparer.Ordinal)];
        string[] removed = [.. (before?.Values ?? []).Except(after?.Values ?? [], StringComparer.Ordinal)];
        var described = Prose("description", before?.Description, after?.Description);
        if (before is not null && after is not null && added.Length + removed.Length + described.Length == 0)
            return null;
        var kind = before is null ? ChangeKind.Added : after is null ? ChangeKind.Removed : ChangeKind.Changed;
        return new ListDifference((before ?? after)!.Name, kind, added, removed) { Details = described };
    }

    private static List<RuleDifference> Rules(IReadOnlyList<Rule> before, IReadOnlyList<Rule> after)
    {
        var old = before.Select((rule, i) => (rule, i)).ToDictionary(one => one.rule.Name, one => one.i, StringComparer.Ordinal);
        var renamed = RuleRenames.Of(before, after);
        var kept = after.Select(rule => old.GetValueOrDefault(renamed.GetValueOrDefault(rule.Name, rule.Name), -1)).ToArray();
        var inOrder = RuleOrder.Unmoved(kept);
        var names = after.Select(rule => rule.Name).ToHashSet(StringComparer.Ordinal);
        var differences = new List<(double At, RuleDifference Difference)>();
        for (var i = 0; i < after.Count; i++)
        {
            if (kept[i] < 0)
            {
                differences.Add((i, new RuleDifference(after[i].Name, ChangeKind.Added, null, i + 1, [.. Details(null, after[i])])));
                continue;
            }
            Difference[] details = [.. Text("name", before[kept[i]].Name, after[i].Name), .. Details(before[kept[i]], after[i])];
            var isMoved = !inOrder.Contains(i);
            if (details.Length > 0 || isMoved)
                differences.Add((i, new RuleDifference(after[i].Name, details.Length > 0 ? ChangeKind.Changed : ChangeKind.Moved, kept[i] + 1, i + 1, details) { IsMoved = isMoved }));
        }
        for (var i = 0; i < before.Count; i++)
        {
            if (!names.Contains(before[i].Name) && !renamed.Values.Contains(before[i].Name, StringComparer.Ordinal))
                differences.Add((i - 0.5, new RuleDifference(before[i].Name, ChangeKind.Removed, i + 1, null, [.. Details(before[i], null)])));
        }
        return [.. differences.OrderBy(one => one.At).Select(one => one.Difference)];
    }

    private static IEnumerable<Difference> Details(RuleSet? before, RuleSet? after)
    {
        var all = Text("how it decides", Policy(before), Policy(after))
            .Concat(Prose("description", before?.Description, after?.Description))
            .Concat(Enabled(before?.Enabled, after?.Enabled))
            .Concat(Text("from", Moment(before?.From), Moment(after?.From)))
            .Concat(Text("until", Moment(before?.Until), Moment(after?.Until)))
            .Concat(Outcomes("otherwise ", before?.Otherwise ?? [], after?.Otherwise ?? []));
        foreach (var difference in all)
            yield return difference;
        var (old, now) = (before?.Matrix, after?.Matrix);
        if (Axes(old) != Axes(now) || old is null || now is null)
        {
            foreach (var difference in Text("matrix", Cells(old), Cells(now)))
                yield return difference;
            yield break;
        }
        for (var row = 0; row < now.RowValues.Count; row++)
        {
            for (var column = 0; column < now.ColumnValues.Count; column++)
            {
                if (old.Cells[row][column] != now.Cells[row][column])
                    yield return new Difference(
                        $"matrix {now.Rows.Label} {now.RowValues[row]}, {now.Columns.Label} {now.ColumnValues[column]}", old.Cells[row][column], now.Cells[row][column]);
            }
        }
    }

    private static IEnumerable<Difference> Details(Rule? before, Rule? after)
    {
        var conditions = before is null || after is null
            ? Text("when", before is null ? null : RuleText.Of(before.When), after is null ? null : RuleText.Of(after.When))
            : ConditionComparison.Compare(before.When, after.When);
        return conditions
            .Concat(Outcomes("then ", before?.Then ?? [], after?.Then ?? []))
            .Concat(Enabled(before?.Enabled, after?.Enabled))
            .Concat(Text("from", Moment(before?.From), Moment(after?.From)))
            .Concat(Text("until", Moment(before?.Until), Moment(after?.Until)))
            .Concat(Prose("description", before?.Description, after?.Description));
    }

    private static IEnumerable<Difference> Outcomes(string prefix, IReadOnlyList<OutcomeValue> before, IReadOnlyList<OutcomeValue> after) =>
        StandardOutcomes.All.SelectMany(outcome => outcome == StandardOutcomes.Ignore
            ? Prose(prefix + outcome.Label, Value(before, outcome), Value(after, outcome))
            : Text(prefix + outcome.Label, Value(before, outcome), Value(after, outcome)));

    private static string? Value(IReadOnlyList<OutcomeValue> values, Outcome outcome) =>
        values.FirstOrDefault(value => value.Outcome == outcome) is { } value ? RuleText.Of(value) : null;

    private static Difference[] Text(string what, string? before, string? after) =>
        before == after ? [] : [new Difference(what, before, after)];

    private static Difference[] Prose(string what, string? before, string? after) => Array.ConvertAll(Text(what, before, after), difference => difference with { IsProse = true });

    /// <summary>That something new or gone is in use goes without saying.</summary>
    private static IEnumerable<Difference> Enabled(bool? before, bool? after) =>
        Text("in use", OnOff(before), OnOff(after)).Where(difference => (before is not null && after is not null) || difference is { Before: "no" } or { After: "no" });

    private static string? Policy(RuleSet? set) => set?.HitPolicy switch
    {
        null => null,
        HitPolicy.First => "the first rule that holds",
        HitPolicy.Collect => "every rule that holds adds to it",
        _ => "looked up in a matrix",
    };

    private static string? OnOff(bool? enabled) => enabled is null ? null : enabled.Value ? "yes" : "no";

    private static string? Moment(DateTimeOffset? moment) => moment?.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture);

    private static string? Axes(OutcomeMatrix? matrix) => matrix is null ? null
        : $"{matrix.Rows}:{string.Join('|', matrix.RowValues)};{matrix.Columns}:{string.Join('|', matrix.ColumnValues)};{matrix.Decides}";

    private static string? Cells(OutcomeMatrix? matrix) => matrix is null ? null
        : $"{matrix.Decides.Label} from {matrix.Rows.Label} ({string.Join(", ", matrix.RowValues)}) and {matrix.Columns.Label} ({string.Join(", ", matrix.ColumnValues)}): "
            + string.Join(" / ", matrix.Cells.Select(row => string.Join(" ", row)));
}
