using Automation.Rules.Fields;

namespace Automation.Rules.Operators;

/// <summary>Which operators a field takes and what each is compared with: read by the files' schema, the reader and the pages.</summary>
public static class OperatorCatalogue
{
    private static readonly Dictionary<string, Operator> ByName = Enum.GetValues<Operator>().ToDictionary(Name, StringComparer.Ordinal);

    /// <summary>The name in rule files, such as <c>containsAnyWord</c>.</summary>
    public static string Name(this Operator op) => op.ToString() is var name ? char.ToLowerInvariant(name[0]) + name[1..] : "";

    /// <summary>The operator of this name (case counts), or null.</summary>
    public static Operator? Find(string name) => ByName.TryGetValue(name, out var op) ? op : null;

    /// <summary>What the operator is compared with on this field; null when the field does not take the operator.</summary>
    public static ValueShape? Shape(this Operator op, Field field) => field.Kind switch
    {
        FieldKind.Number => op switch
        {
            Operator.Is or Operator.IsAtLeast or Operator.IsAtMost or Operator.IsMoreThan or Operator.IsLessThan => ValueShape.OneNumber,
            Operator.IsOneOf => ValueShape.Numbers,
            Operator.IsBetween => ValueShape.TwoNumbers,
            Operator.IsEmpty => ValueShape.Nothing,
            _ => null,
        },
        FieldKind.Flag => op switch
        {
            Operator.Is => ValueShape.Flag,
            Operator.IsEmpty => ValueShape.Nothing,
            _ => null,
        },
        FieldKind.TimeOfDay => op switch
        {
            Operator.IsBefore or Operator.IsAtOrAfter => ValueShape.OneTime,
            Operator.IsBetween => ValueShape.TwoTimes,
            Operator.IsEmpty => ValueShape.Nothing,
            _ => null,
        },
        _ => op switch
        {
            Operator.Is => ValueShape.OneText,
            Operator.IsOneOf => ValueShape.Texts,
            Operator.HasAllOf => field.Many ? ValueShape.Texts : null,
            Operator.IsWithin => field.Kind is FieldKind.Domain or FieldKind.Path ? ValueShape.Texts : null,
            Operator.IsEmpty => ValueShape.Nothing,
            // Codes and paths are short words from lists: searching inside them would hide a mistyped one.
            _ when field.Kind is FieldKind.Code or FieldKind.Path => op is Operator.StartsWith && field.Decides is null ? ValueShape.Texts : null,
            Operator.StartsWith or Operator.EndsWith
                or Operator.ContainsAnyWord or Operator.ContainsAllWords
                or Operator.ContainsAnyFragment or Operator.ContainsAllFragments => ValueShape.Texts,
            Operator.Matches => ValueShape.Pattern,
            _ => null,
        },
    };

    /// <summary>The operators a field takes, in the order in which a page offers them.</summary>
    public static IEnumerable<Operator> For(Field field) => Enum.GetValues<Operator>().Where(op => op.Shape(field) is not null);

    internal static bool IsWords(this Operator op) => op is Operator.ContainsAnyWord or Operator.ContainsAllWords;

    internal static bool NeedsAll(this Operator op) =>
        op is Operator.ContainsAllWords or Operator.ContainsAllFragments or Operator.HasAllOf;

    internal static bool IsKeywords(this Operator op) => op
        is Operator.ContainsAnyWord or Operator.ContainsAllWords or Operator.ContainsAnyFragment or Operator.ContainsAllFragments;
}
