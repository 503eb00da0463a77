using Automation.Rules.Fields;
using Automation.Rules.Folding;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using CsCheck;

namespace Automation.Rules.Tests.Properties;

/// <summary>Random rule sets and requests over few words, so that hits, near misses and overlaps are frequent.</summary>
internal static class RandomRules
{
    private static readonly string[] Pieces =
    [
        "printer", "Printer", "print", "rint", "PRINTERS", "p", "vpn", "VPN", "c++", "a", "aa", "aba", "ab",
        "istanbul", "ISTANBUL", "İstanbul", "ıstanbul", "i\u0307", "I", "ı",
        "straße", "STRASSE", "Straße", "ß", "ẞ", "ss", "s",
        "café", "cafe\u0301", "CAFE", "é", "e\u0301\u0323", "\u0301",
        "プリンター", "フ\u309Aリンター", "ﾌﾟﾘﾝﾀｰ", "打印机", "印", "가각", "각", "\u1100\u1161\u11A8", "เครื่อง",
        "🔥", "👨‍👩‍👧", "❤️", "𝐚", "\ud83d", "\udd25",
        "프린터", "\u1111\u1173\u1105\u1175\u11AB\u1110\u1165", "가", "\u1100\u1161", "\u1100", "\u1161", "\u11A8",
        "مدرسة", "مَدْرَسَة", "مـدرسـة", "שלום", "שָׁלוֹם", "Sto\u0308rung", "Störung",
        "ﬁle", "file", "ﷺ", "don’t", "don't", "pass\u00ADword", "password", "№", "\0", "#12345", "INV-77",
    ];

    private static readonly string[] Patterns =
    [
        "printer", "print(er|s)?", @"\bvpn\b", @"#\d{5}", "inv-[0-9]+", "^a", "b$", "(print|vpn)ers?", "café", "(?:pass)+word", "s{2}", "[ab]{2,3}", ".+", "(?i)file", @"pr\w+er", "a|printer",
        @"(?<n>printer)s", "prin(?:ter|t)", @"file\.x?", "İ", "x*", "störung", "sto\u0308rung", "st[oö]rung", "프린", "\u1100", "가", "مدرسة", "ـ",
    ];

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static readonly Gen<string> Glue = Any("", " ", " ", "  ", "\r\n", "-", ".", "_", "\u00A0", "\u200B", "\u0301", "@", "/");

    public static readonly Gen<string> Text =
        Gen.Select(Gen.Frequency((15, Any(Pieces)), (1, RandomPatterns.Match)), Glue, (piece, glue) => piece + glue).Array[0, 12].Select(string.Concat);

    private static readonly Gen<string> Keyword = Gen.OneOf(Any(Pieces), Gen.Select(Any(Pieces), Glue, Any(Pieces), (a, glue, b) => a + glue + b))

        // Half a pair cannot be written in a file, so no keyword has one; texts do.
        .Select(text => text.Trim()).Where(text => FoldedText.Fold(text).Length > 0 && text.EnumerateRunes().All(rune => rune != System.Text.Rune.ReplacementChar));

    private static readonly Gen<string> Domain = Any("contoso.example", "mail.contoso.example", "Contoso.Example", "example", "other.example", "notcontoso.example", "xn--caf-dma.example", "café.example");
    private static readonly Gen<string> Address = Gen.Select(Any("ana", "Ana", "josé", "jose", "no-reply", "İ"), Domain, (name, domain) => name + "@" + domain);
    private static readonly Gen<string> Code = Any("high", "low", "normal", "HIGH", "medium");
    private static readonly Gen<string> PathText = Any("network", "network/vpn", "networks", "Network/VPN/client", "access");

    public static readonly NamedLists Lists = new(new Dictionary<string, NamedList>
    {
        ["short"] = new("short", null, ["printer", "straße"]),
        ["odd"] = new("odd", "Odd ones", ["🔥", "各", "c++", "PRINTER", "istanbul"]),
    });

    private static readonly Field[] TestFields =
    [
        StandardFields.Subject, StandardFields.Subject, StandardFields.Body, StandardFields.AttachmentNames, StandardFields.SenderAddress, StandardFields.SenderDomain,
        StandardFields.Recipient, StandardFields.Importance, StandardFields.AttachmentTypes, StandardFields.ReceivedHour, StandardFields.ReceivedTime, StandardFields.RequesterVip,
        StandardFields.RequesterTags, StandardFields.Decided(StandardOutcomes.Category), StandardFields.Decided(StandardOutcomes.Tags), StandardFields.Decided(StandardOutcomes.Urgency),
    ];

    private static Gen<string> ValueOf(Field field) => field.Kind switch
    {
        FieldKind.Address => Address,
        FieldKind.Domain => Domain,
        FieldKind.Path => PathText,
        // Written as the field spells its values: these go through the reader too.
        FieldKind.Code when field.Values.Count > 0 => Any([.. field.Values]),
        FieldKind.Code => Any("x", "y", "application/pdf", "Application/PDF", "image/png"),
        _ => Keyword,
    };

    private static Gen<FieldCondition> Comparison(Field field, Operator op)
    {
        var shape = op.Shape(field)!.Value;
        // Searching goes for any text; equality for texts of the field's kind.
        var text = op is Operator.Is or Operator.IsOneOf or Operator.HasAllOf or Operator.IsWithin ? ValueOf(field) : Gen.OneOf(Keyword, ValueOf(field));
        var hour = Gen.Double[0, 24].Select(number => Math.Round(number));
        var time = Gen.Select(Gen.Int[0, 23], Gen.Int[0, 59], (h, m) => new TimeOnly(h, m));
        Gen<ConditionValue> value = shape switch
        {
            ValueShape.Nothing => Gen.Const(ConditionValue.None),
            ValueShape.OneText => text.Select(one => (ConditionValue)new TextValue([one]) { Bare = true }),
            ValueShape.Pattern => Gen.Frequency((4, Any(Patterns)), (1, RandomPatterns.Pattern.Select(pattern => pattern.Text))).Select(one => (ConditionValue)new PatternValue(one)),
            ValueShape.Texts when field.Kind == FieldKind.Text => Gen.Frequency(
                (5, text.Array[1, 4].Select(some => (ConditionValue)new TextValue(some.Distinct().ToArray()))),
                (1, Any("short", "odd").Select(name => (ConditionValue)new ListValue(name)))),
            ValueShape.Texts => text.Array[1, 4].Select(some => (ConditionValue)new TextValue(some.Distinct().ToArray())),
            ValueShape.OneNumber => hour.Select(one => (ConditionValue)new NumberValue([one])),
            ValueShape.Numbers => hour.Array[1, 3].Select(some => (ConditionValue)new NumberValue(some)),
            ValueShape.TwoNumbers => Gen.Select(hour, hour, (a, b) => (ConditionValue)new NumberValue([Math.Min(a, b), Math.Max(a, b)])),
            ValueShape.Flag => Gen.Bool.Select(flag => (ConditionValue)new FlagValue(flag)),
            ValueShape.OneTime => time.Select(one => (ConditionValue)new TimeValue([one])),
            _ => Gen.Select(time, time, (a, b) => (ConditionValue)new TimeValue([a, b])),
        };
        return value.Select(one => new FieldCondition(field, op, one));
    }

    public static readonly Gen<Condition> Leaf = Any(TestFields)
        .SelectMany(field => Any(OperatorCatalogue.For(field).ToArray()).SelectMany(op => Comparison(field, op)))
        .Select(condition => (Condition)condition);

    private static readonly Gen<Condition> Tree = Gen.Recursive<Condition>((depth, inner) => depth >= 3
        ? Leaf
        : Gen.Frequency(
            (5, Leaf),
            (2, inner.Array[1, 3].Select(parts => (Condition)new AllOf(parts))),
            (2, inner.Array[1, 3].Select(parts => (Condition)new AnyOf(parts))),
            (1, inner.Select(part => (Condition)new Not(part)))));

    private static readonly Gen<OutcomeValue> Result = Gen.Frequency(
        (4, PathText.Select(value => new OutcomeValue(StandardOutcomes.Category, [value]))),
        (4, Any("high", "medium", "low").Select(value => new OutcomeValue(StandardOutcomes.Urgency, [value]))),
        (3, Any("high", "medium", "low").Select(value => new OutcomeValue(StandardOutcomes.Impact, [value]))),
        (4, Any("x", "X", "y", "z").Array[1, 3].Select(values => new OutcomeValue(StandardOutcomes.Tags, values))),
        (1, Gen.Const(new OutcomeValue(StandardOutcomes.Priority, ["P2"]))),
        (1, Gen.Const(new OutcomeValue(StandardOutcomes.Ignore, ["because"]))));

    private static readonly Gen<IReadOnlyList<OutcomeValue>> Results = Result.Array[1, 3]
        .Select(values => (IReadOnlyList<OutcomeValue>)values.DistinctBy(value => value.Outcome).ToArray());

    private static readonly Gen<DateTimeOffset?> Moment = Gen.Frequency(
        (4, Gen.Const((DateTimeOffset?)null)),
        (1, Gen.Int[0, 4].Select(day => (DateTimeOffset?)new DateTimeOffset(2026, 3, 1 + day, 0, 0, 0, TimeSpan.FromHours(day % 2)))));

    public static readonly Gen<Rule> OneRule = Gen.Select(Tree, Results, Moment, Moment, Gen.Int[0, 9], (when, then, from, until, dice) => new Rule("rule", when, then)
    {
        Enabled = dice > 0,
        Description = dice == 5 ? "Größe \"x\" <b> 😀" : null,
        From = from,
        Until = until > from || from is null ? until : null,
    });

    private static readonly OutcomeMatrix Matrix = new(
        StandardOutcomes.Impact, ["high", "low"], StandardOutcomes.Urgency, ["high", "medium", "low"], StandardOutcomes.Priority,
        [["P1", "P2", "P3"], ["P2", "P3", "P4"]]);

    public static readonly Gen<RuleSet> Set = Gen.Select(
        OneRule.Array[0, 12], Any(HitPolicy.First, HitPolicy.Collect), Results, Gen.Bool, Gen.Bool, Gen.Int[0, 9],
        (rules, policy, otherwise, hasOtherwise, hasMatrix, use) => new RuleSet("demo", 2, policy, [.. rules.Select((rule, i) => rule with { Name = "rule-" + i })])
        {
            Otherwise = hasOtherwise ? [.. otherwise.Where(value => value.Outcome != StandardOutcomes.Ignore)] : [],
            Matrix = hasMatrix ? Matrix : null,

            // One set in ten is switched off, one not in force any more, one not yet or just now.
            Enabled = use != 0,
            Until = use == 1 ? March(3) : null,
            From = use == 2 ? March(3) : null,
        })

        // One in ten is a matrix and nothing else.
        .Select(Gen.Int[0, 9], (set, kind) => kind == 0 ? set with { HitPolicy = HitPolicy.Matrix, Rules = [], Otherwise = [], Matrix = Matrix } : set);

    private static DateTimeOffset March(int day) => new(2026, 3, day, 0, 0, 0, TimeSpan.Zero);

    public static readonly Gen<RuleSet[]> Chain = Set.Array[1, 3];

    /// <summary>A request as a list of what to set, so that it can be put on any fact sheet.</summary>
    public static readonly Gen<Action<FactSheet>> Request = Gen.Select(
        Gen.Select(Text, Text, Text.Array[0, 3]),
        Gen.Select(Address, Domain, Address.Array[0, 2], Code, Any("application/PDF", "image/png", " ").Array[0, 2]),
        Gen.Select(Gen.Int[0, 26], Gen.Int[0, 1439], Gen.Int[0, 2], Keyword.Array[0, 3], PathText, Gen.Int[0, 5]),
        (texts, mail, rest) => (Action<FactSheet>)(facts =>
        {
            facts.At = new DateTimeOffset(2026, 3, 1 + rest.Item6, 12, 0, 0, TimeSpan.Zero);
            facts.Set(StandardFields.Subject, texts.Item1).Set(StandardFields.Body, texts.Item2).Set(StandardFields.AttachmentNames, texts.Item3);
            facts.Set(StandardFields.SenderAddress, mail.Item1).Set(StandardFields.SenderDomain, " " + mail.Item2).Set(StandardFields.Recipient, mail.Item3);
            facts.Set(StandardFields.Importance, mail.Item4).Set(StandardFields.AttachmentTypes, mail.Item5);
            if (rest.Item1 < 24)
                facts.Set(StandardFields.ReceivedHour, rest.Item1).Set(StandardFields.ReceivedTime, new TimeOnly(rest.Item2 / 60, rest.Item2 % 60));
            if (rest.Item3 < 2)
                facts.Set(StandardFields.RequesterVip, rest.Item3 == 1);
            else
                facts.Set(StandardFields.Decided(StandardOutcomes.Category), rest.Item5);
            facts.Set(StandardFields.RequesterTags, rest.Item4);
        }));
}
