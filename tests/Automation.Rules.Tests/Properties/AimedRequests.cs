using Automation.Rules.Fields;
using Automation.Rules.Model;

namespace Automation.Rules.Tests.Properties;

/// <summary>Requests made of the very values that rules ask for, so that hard conditions are met as well.</summary>
internal static class AimedRequests
{
    private static readonly string[] Glue = ["", " ", " ", " ", "-", ".", "s", "x ", "\n"];

    private static readonly string[] Edges = ["x", "1", "é", ".", "印"];

    public static FactSheet Make(IReadOnlyList<RuleSet> sets, Random random)
    {
        var facts = new FactSheet { At = new DateTimeOffset(2026, 3, random.Next(1, 7), 12, 0, 0, TimeSpan.Zero) };
        var asked = sets.SelectMany(set => set.Rules).SelectMany(rule => Fields(rule.When)).ToLookup(condition => condition.Field);
        foreach (var field in StandardFields.All)
        {
            var values = asked[field].ToArray();
            if (values.Length == 0 || random.Next(5) == 0)
                continue;
            if (field.Kind == FieldKind.Flag)
                facts.Set(field, random.Next(2) == 0);
            else if (field.Kind == FieldKind.Number)
                facts.Set(field, Numbers(values).ElementAtOrDefault(random.Next(4)) + random.Next(-1, 2));
            else if (field.Kind == FieldKind.TimeOfDay)
                facts.Set(field, new TimeOnly(random.Next(24), random.Next(60)));
            else if (field.Many)
                facts.Set(field, [.. Enumerable.Range(0, random.Next(4)).Select(_ => Text(field, values, random))]);
            else
                facts.Set(field, Text(field, values, random));
        }
        return BelongTogether(facts);
    }

    /// <summary>The sender's domain is that of the address, as it is in every mail.</summary>
    public static FactSheet BelongTogether(FactSheet facts)
    {
        var (address, domain) = (facts[StandardFields.SenderAddress].One, facts[StandardFields.SenderDomain].One?.Trim());
        if (address is null && domain is not null)
            facts.Set(StandardFields.SenderAddress, address = "ana@" + domain);
        if (address is not null)
            facts.Set(StandardFields.SenderDomain, address[(address.LastIndexOf('@') + 1)..]);
        return facts;
    }

    private static string Text(Field field, FieldCondition[] conditions, Random random)
    {
        var texts = conditions.SelectMany(condition => condition.Value switch
        {
            TextValue text => text.Items,
            ListValue list => RandomRules.Lists.Find(list.Name)!.Values,
            _ => [],
        }).ToArray();
        if (texts.Length == 0)
            return "printer";
        var count = field.Kind == FieldKind.Text ? random.Next(1, 5) : random.Next(4) == 0 ? 2 : 1;
        // A letter before or behind makes another word of it.
        string Edge() => random.Next(3) == 0 ? Edges[random.Next(Edges.Length)] : "";
        return Edge() + string.Concat(Enumerable.Range(0, count).SelectMany(i => (string[])[i == 0 ? "" : Glue[random.Next(Glue.Length)], texts[random.Next(texts.Length)]])) + Edge();
    }

    private static IEnumerable<double> Numbers(FieldCondition[] conditions) =>
        conditions.Select(condition => condition.Value).OfType<NumberValue>().SelectMany(value => value.Items);

    private static IEnumerable<FieldCondition> Fields(Condition condition) => condition switch
    {
        AllOf all => all.Parts.SelectMany(Fields),
        AnyOf any => any.Parts.SelectMany(Fields),
        Not not => Fields(not.Part),
        FieldCondition field => [field],
        _ => [],
    };
}
