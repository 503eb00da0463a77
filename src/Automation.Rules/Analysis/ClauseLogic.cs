using Automation.Rules.Fields;

namespace Automation.Rules.Analysis;

/// <summary>What follows from what. A yes is a proof; a no only means that nothing was found.</summary>
internal static class ClauseLogic
{
    // Alternatives a condition is taken apart into; beyond them less is found.
    private const int MostCases = 64;

    // Pairs of texts compared one by one; beyond them only equal texts are found.
    private const long MostPairs = 20_000;

    // What is counted over a longer time includes what is counted over a shorter one.
    private static readonly Field[] Rising = [StandardFields.TicketsLastDay, StandardFields.TicketsLastWeek, StandardFields.TicketsLastMonth];

    /// <summary>The cases in which a condition holds, each a list of statements that hold together. Cases that cannot be are left out.</summary>
    /// <returns>Null when there are too many.</returns>
    public static List<Clause[]>? Cases(Clause clause)
    {
        var cases = Cases(clause, negated: false);
        cases?.RemoveAll(IsImpossible);
        return cases;
    }

    public static bool NeverHolds(Clause clause) => Cases(clause) is { Count: 0 };

    public static bool AlwaysHolds(Clause clause) => NeverHolds(new NotClause(clause));

    /// <summary>Whether the clause holds wherever all of the statements do.</summary>
    public static bool Implies(Clause[] statements, Clause clause) => clause switch
    {
        AllClause all => Array.TrueForAll(all.Parts, part => Implies(statements, part)),
        AnyClause any => Array.Exists(any.Parts, part => Implies(statements, part)),
        NotClause not => Refutes(statements, not.Part),
        FieldClause field => Array.Exists(statements, statement => Implies(statement, field)),
        _ => false,
    };

    /// <summary>The same statements with one that lists several texts taken apart, a case for each; null when there is none.</summary>
    public static List<Clause[]>? Split(Clause[] statements)
    {
        var at = Array.FindIndex(statements, statement => statement is TextClause { NeedsAll: false, Units.Length: > 1 and <= MostCases });
        return at < 0 ? null : [.. ((TextClause)statements[at]).Units.Select(unit =>
        {
            var one = statements.ToArray();
            one[at] = new TextClause(((TextClause)statements[at]).Field, [unit], NeedsAll: false);
            return one;
        })];
    }

    private static bool Refutes(Clause[] statements, Clause clause) => clause switch
    {
        AllClause all => Array.Exists(all.Parts, part => Refutes(statements, part)),
        AnyClause any => Array.TrueForAll(any.Parts, part => Refutes(statements, part)),
        NotClause not => Implies(statements, not.Part),
        FieldClause field => Array.Exists(statements, statement => Refutes(statement, field)),
        _ => false,
    };

    private static List<Clause[]>? Cases(Clause clause, bool negated)
    {
        switch (clause)
        {
            case NotClause not:
                return Cases(not.Part, !negated);
            case FieldClause field:
                return [[negated ? new NotClause(field) : field]];
            case AllClause all:
                return negated ? OneOf(all.Parts, negated) : Together(all.Parts, negated);
            case AnyClause any:
                return negated ? Together(any.Parts, negated) : OneOf(any.Parts, negated);
            default:
                return null;
        }
    }

    private static List<Clause[]>? OneOf(Clause[] parts, bool negated)
    {
        var cases = new List<Clause[]>();
        foreach (var part in parts)
        {
            if (Cases(part, negated) is not { } more || cases.Count + more.Count > MostCases)
                return null;
            cases.AddRange(more);
        }
        return cases;
    }

    private static List<Clause[]>? Together(Clause[] parts, bool negated)
    {
        List<Clause[]> cases = [[]];
        foreach (var part in parts)
        {
            if (Cases(part, negated) is not { } more || cases.Count * more.Count > MostCases)
                return null;
            cases = [.. cases.SelectMany(one => more.Select(other => (Clause[])[.. one, .. other]))];
        }
        return cases;
    }

    private static bool IsImpossible(Clause[] statements)
    {
        for (var i = 0; i < statements.Length; i++)
        {
            if (statements[i] is NumberClause { Ranges.IsEmpty: true } or TextClause { NeedsAll: false, Units.Length: 0 })
                return true;
            for (var j = i; j < statements.Length; j++)
            {
                var refuted = (statements[i], statements[j]) switch
                {
                    (_, NotClause not) => Implies(statements[i], (FieldClause)not.Part),
                    (NotClause not, _) => Implies(statements[j], (FieldClause)not.Part),
                    (_, FieldClause field) => i != j && Refutes(statements[i], field),
                    _ => false,
                };
                if (refuted)
                    return true;
            }
        }
        return false;
    }

    // A statement is a clause on a field, or that one denied.
    private static bool Implies(Clause statement, FieldClause clause) => statement switch
    {
        // A flag is true or false: one that nobody set is false.
        NotClause { Part: FlagClause denied } => clause is FlagClause flag && flag.Field == denied.Field && flag.Value != denied.Value,
        NotClause => false,
        FieldClause field => Implies(field, clause),
        _ => false,
    };

    private static bool Refutes(Clause statement, FieldClause clause) => statement switch
    {
        NotClause { Part: FieldClause denied } => Implies(clause, denied),
        FieldClause field => Excludes(field, clause),
        _ => false,
    };

    private static bool Implies(FieldClause left, FieldClause right) => (left, right) switch
    {
        (TextClause text, TextClause other) => Related(text, other.Field) is { } related && Implies(related, other),
        _ when left.Field != right.Field => false,
        (EmptyClause, EmptyClause) => true,
        (EmptyClause, FlagClause { Value: false }) => true,
        (FlagClause flag, FlagClause other) => flag.Value == other.Value,
        (NumberClause number, NumberClause other) => number.Ranges.IsWithin(other.Ranges),
        _ => false,
    };

    private static bool Excludes(FieldClause left, FieldClause right) => (left, right) switch
    {
        (TextClause text, TextClause other) =>
            (Related(text, other.Field) is { } related && Excludes(related, other))
            || (Related(other, text.Field) is { } back && Excludes(back, text)),
        (NumberClause number, NumberClause other) when left.Field != right.Field => ExcludesLonger(number, other) || ExcludesLonger(other, number),
        _ when left.Field != right.Field => false,
        (EmptyClause, _) => IsPresence(right),
        (_, EmptyClause) => IsPresence(left),
        (FlagClause flag, FlagClause other) => flag.Value != other.Value,
        (NumberClause number, NumberClause other) => number.Ranges.IsApartFrom(other.Ranges),
        _ => false,
    };

    // Both know their number, so that the first is never more than the second.
    private static bool ExcludesLonger(NumberClause shorter, NumberClause longer) =>
        Array.IndexOf(Rising, shorter.Field) is >= 0 and var at && Array.IndexOf(Rising, longer.Field) > at && shorter.Ranges.Ends.Least > longer.Ranges.Ends.Most;

    // Whether the statement cannot hold of an empty field.
    private static bool IsPresence(FieldClause clause) => clause switch
    {
        FlagClause flag => flag.Value,
        NumberClause => true,
        // What is compared folded is never empty; a pattern may match nothing.
        TextClause { Units.Length: > 0 } text => Array.TrueForAll(text.Units, unit => unit.Kind != UnitKind.Pattern && !string.IsNullOrWhiteSpace(unit.Text)),
        _ => false,
    };

    private static bool Implies(TextClause left, TextClause right)
    {
        if (left.Units.Length == 0 || right.Units.Length == 0)
            return false;
        var isSmall = (long)left.Units.Length * right.Units.Length <= MostPairs;
        bool Meets(TextUnit unit) => right.Set.Contains(unit) || (isSmall && Array.Exists(right.Units, other => unit.Implies(other)));
        return (left.NeedsAll, right.NeedsAll) switch
        {
            (false, false) => Array.TrueForAll(left.Units, Meets),
            (true, false) => Array.Exists(left.Units, Meets),
            (true, true) => Array.TrueForAll(right.Units, other => left.Set.Contains(other) || (isSmall && Array.Exists(left.Units, unit => unit.Implies(other)))),
            (false, true) => isSmall && Array.TrueForAll(left.Units, unit => Array.TrueForAll(right.Units, other => unit.Implies(other))),
        };
    }

    private static bool Excludes(TextClause left, TextClause right)
    {
        // Of several values one may be like this and another like that.
        if (left.Field.Many || left.Units.Length == 0 || right.Units.Length == 0 || (long)left.Units.Length * right.Units.Length > MostPairs)
            return false;
        bool Apart(TextUnit unit) => right.NeedsAll
            ? Array.Exists(right.Units, other => unit.Excludes(other))
            : Array.TrueForAll(right.Units, other => unit.Excludes(other));
        return left.NeedsAll ? Array.Exists(left.Units, Apart) : Array.TrueForAll(left.Units, Apart);
    }

    // The same said of another field, where one follows from the other: the sender's domain is the end of the address.
    private static TextClause? Related(TextClause clause, Field field)
    {
        if (clause.Field == field)
            return clause;
        Func<TextUnit, TextUnit?> say;
        if (clause.Field == StandardFields.SenderAddress && field == StandardFields.SenderDomain)
            say = unit => unit.OfDomain();
        else if (clause.Field == StandardFields.SenderDomain && field == StandardFields.SenderAddress)
            say = unit => unit.OfAddress();
        else
            return null;
        var units = clause.Units.Select(say).ToArray();
        return Array.TrueForAll(units, unit => unit is not null) && units.Length > 0
            ? new TextClause(field, [.. units.Select(unit => unit!.Value)], clause.NeedsAll)
            : null;
    }
}
