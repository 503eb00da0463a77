using Automation.Rules.Analysis;
using Automation.Rules.Compilation;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using Automation.Rules.Replay;
using static Automation.Rules.Tests.Evaluation.RuleWriting;

namespace Automation.Rules.Tests.Analysis;

public sealed class RuleAnalysisTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Nothing = [];

    public static TheoryData<string, Condition, Condition> Wider => new()
    {
        { "one word of more", Where(StandardFields.Subject, Operator.ContainsAnyWord, "printer", "toner"), Where(StandardFields.Subject, Operator.ContainsAnyWord, "Toner") },
        { "all words and one of them", Where(StandardFields.Subject, Operator.ContainsAnyWord, "vpn"), Where(StandardFields.Subject, Operator.ContainsAllWords, "vpn", "slow") },
        { "a word within a phrase", Where(StandardFields.Subject, Operator.ContainsAnyWord, "drive"), Where(StandardFields.Subject, Operator.ContainsAnyWord, "network drive") },
        { "a fragment within a word", Where(StandardFields.Subject, Operator.ContainsAnyFragment, "print"), Where(StandardFields.Subject, Operator.ContainsAnyWord, "printer") },
        { "a word at the beginning", Where(StandardFields.Subject, Operator.ContainsAnyWord, "re:"), Where(StandardFields.Subject, Operator.StartsWith, "RE: vpn") },
        { "a domain and one below it", Where(StandardFields.SenderDomain, Operator.IsWithin, "contoso.example"), Where(StandardFields.SenderDomain, Operator.Is, "mail.Contoso.example") },
        { "a domain and an address of it", Where(StandardFields.SenderDomain, Operator.Is, "contoso.example"), Where(StandardFields.SenderAddress, Operator.Is, "ana@contoso.example") },
        { "an address's end and its domain", Where(StandardFields.SenderAddress, Operator.EndsWith, "contoso.example"), Where(StandardFields.SenderDomain, Operator.IsWithin, "contoso.example") },
        { "a range in a range", Where(StandardFields.ReceivedHour, Operator.IsBetween, 8, 18), Where(StandardFields.ReceivedHour, Operator.IsBetween, 9, 17) },
        { "more than nine is at least nine", Where(StandardFields.ReceivedHour, Operator.IsAtLeast, 9), Where(StandardFields.ReceivedHour, Operator.IsMoreThan, 9) },
        { "more than nine and at least ten are the same of whole numbers", Where(StandardFields.ReceivedHour, Operator.IsBetween, 10, 12), Where(StandardFields.ReceivedHour, Operator.IsBetween, 9.5, 11.5) },
        { "either of two against one", new AnyOf([Where(StandardFields.RequesterVip, true), Where(StandardFields.Subject, Operator.Is, "x")]), Where(StandardFields.RequesterVip, true) },
        { "one against both of two", Where(StandardFields.RequesterVip, true), new AllOf([Where(StandardFields.Subject, Operator.Is, "x"), Where(StandardFields.RequesterVip, true)]) },
        { "not this against that", new Not(Where(StandardFields.Importance, Operator.Is, "low")), Where(StandardFields.Importance, Operator.Is, "high") },
        { "something is not nothing", new Not(Where(StandardFields.Subject, Operator.IsEmpty, Nothing)), Where(StandardFields.Subject, Operator.ContainsAnyWord, "a") },
        { "a pattern and the same with more", Where(StandardFields.Subject, Operator.Matches, @"INV-\d+"), new AllOf([Where(StandardFields.RequesterVip, true), Where(StandardFields.Subject, Operator.Matches, @"INV-\d+")]) },
    };

    [Theory]
    [MemberData(nameof(Wider))]
    public void A_rule_after_a_wider_one_is_shadowed(string what, Condition wider, Condition narrower)
    {
        Shadow(wider, narrower).Should().Be("\"first\"", what);
        Shadow(narrower, wider).Should().BeNull("{0}, the other way round", what);
    }

    private static string? Shadow(params Condition[] conditions)
    {
        string[] names = ["first", "second", "third"];
        var set = Set(HitPolicy.First, [.. conditions.Select((when, i) => Rule(names[i], when, StandardOutcomes.Team, names[i]))]);
        var finding = RuleAnalysis.Analyse([set]).FirstOrDefault(one => one.Kind == FindingKind.Shadowed);
        return finding is null ? null : string.Join(" ", finding.Others.Select(name => $"\"{name}\""));
    }

    [Fact]
    public void A_rule_that_asks_for_what_is_decided_later_or_by_its_own_set_is_told_so()
    {
        var type = StandardFields.Decided(StandardOutcomes.Type);
        var early = Set(HitPolicy.Collect, Rule("early", Where(type, Operator.Is, "incident"), StandardOutcomes.Team, "network")) with { Name = "early" };
        var own = Set(
            HitPolicy.Collect,
            Rule("decides", Where(StandardFields.Subject, Operator.Is, "x"), StandardOutcomes.Type, "incident"),
            Rule("asks", new Not(Where(type, Operator.Is, "problem")), StandardOutcomes.Team, "network"),
            Rule("keeps", Where(type, Operator.IsEmpty, Nothing), StandardOutcomes.Team, "network")) with
        { Name = "own" };
        var late = early with { Name = "late" };

        var findings = RuleAnalysis.Analyse([early, own, late]).Where(f => f.Kind == FindingKind.NotDecidedYet).ToList();

        findings.Select(f => (f.Set, f.Rule)).Should().Equal(("early", "early"), ("own", "asks"));
        findings[0].Reason.Should().Contain("decides the type").And.Contain("never holds");
        RuleAnalysis.Analyse([early, own with { Enabled = false }, late]).Where(f => f.Kind == FindingKind.NotDecidedYet).Select(f => f.Set)
            .Should().Equal(["early", "late"], "a set that is switched off decides nothing and asks nothing");
    }

    [Fact]
    public void Two_rules_together_can_shadow_a_third() =>
        Shadow(
            Where(StandardFields.Subject, Operator.ContainsAnyWord, "printer"),
            Where(StandardFields.Subject, Operator.ContainsAnyWord, "toner", "ink"),
            Where(StandardFields.Subject, Operator.ContainsAnyWord, "printer", "toner")).Should().Be("\"first\" \"second\"");

    [Theory]
    [InlineData("print", Operator.ContainsAnyFragment, "print", false)]
    [InlineData("print", Operator.StartsWith, "print", false)]
    [InlineData("print", Operator.StartsWith, "print me", true)]
    [InlineData("print", Operator.EndsWith, "print", false)]
    [InlineData("print", Operator.EndsWith, "do print", true)]
    [InlineData("c++", Operator.ContainsAnyFragment, "c++11", false)]
    [InlineData("c++", Operator.StartsWith, "c++11", true)]
    public void A_word_follows_from_a_piece_of_text_only_when_the_piece_cannot_be_longer(string word, Operator op, string piece, bool follows) =>
        (Shadow(Where(StandardFields.Subject, Operator.ContainsAnyWord, word), Where(StandardFields.Subject, op, piece)) is not null).Should().Be(follows);

    [Fact]
    public void A_rule_that_is_off_or_in_force_for_a_shorter_time_shadows_nothing()
    {
        var when = Where(StandardFields.RequesterVip, true);
        var wide = Rule("wide", when, StandardOutcomes.Team, "a");
        var narrow = Rule("narrow", when, StandardOutcomes.Team, "b");
        Kinds(Set(HitPolicy.First, wide, narrow)).Should().Equal(FindingKind.Shadowed);
        Kinds(Set(HitPolicy.First, wide with { Enabled = false }, narrow)).Should().BeEmpty();
        Kinds(Set(HitPolicy.First, wide with { From = Now }, narrow)).Should().BeEmpty();
        Kinds(Set(HitPolicy.First, wide with { Until = Now }, narrow with { Until = Now.AddDays(-1) })).Should().Equal(FindingKind.Shadowed);
    }

    [Fact]
    public void Where_all_rules_decide_one_whose_values_are_taken_changes_nothing()
    {
        var wide = Rule("wide", Where(StandardFields.Subject, Operator.ContainsAnyWord, "vpn"), StandardOutcomes.Team, "network");
        var tags = Rule("tags", Where(StandardFields.Subject, Operator.ContainsAnyWord, "vpn"), StandardOutcomes.Tags, "a", "b");
        var narrow = Where(StandardFields.Subject, Operator.ContainsAllWords, "vpn", "slow");
        Kinds(Set(HitPolicy.Collect, wide, tags, Rule("narrow", narrow, StandardOutcomes.Team, "other"))).Should().Equal(FindingKind.WithoutEffect);
        Kinds(Set(HitPolicy.Collect, wide, tags, Rule("narrow", narrow, StandardOutcomes.Tags, "B"))).Should().Equal(FindingKind.WithoutEffect);
        Kinds(Set(HitPolicy.Collect, wide, tags, Rule("narrow", narrow, StandardOutcomes.Tags, "c"))).Should().BeEmpty();
    }

    public static TheoryData<Condition> Impossible =>
    [
        new AllOf([Where(StandardFields.Importance, Operator.Is, "high"), Where(StandardFields.Importance, Operator.Is, "low")]),
        new AllOf([Where(StandardFields.SenderDomain, Operator.Is, "a.example"), Where(StandardFields.SenderAddress, Operator.Is, "x@b.example")]),
        new AllOf([Where(StandardFields.ReceivedHour, Operator.IsLessThan, 8), Where(StandardFields.ReceivedHour, Operator.IsAtLeast, 8)]),
        new AllOf([Where(StandardFields.Subject, Operator.IsEmpty, Nothing), Where(StandardFields.Subject, Operator.ContainsAnyWord, "vpn")]),
        new AllOf([Where(StandardFields.Subject, Operator.ContainsAnyWord, "vpn"), new Not(Where(StandardFields.Subject, Operator.ContainsAnyFragment, "vp"))]),
        new AllOf([new AnyOf([Where(StandardFields.RequesterVip, true), Where(StandardFields.Subject, Operator.IsEmpty, Nothing)]), Where(StandardFields.RequesterVip, false), Where(StandardFields.Subject, Operator.StartsWith, "a")]),
        new FieldCondition(StandardFields.ReceivedTime, Operator.IsBetween, new TimeValue([new(9, 0), new(9, 0)])),
        new AnyOf([]),
    ];

    [Theory]
    [MemberData(nameof(Impossible))]
    public void A_condition_that_contradicts_itself_or_says_nothing_is_found_and_its_opposite_always_holds(Condition condition)
    {
        Kinds(Set(HitPolicy.First, Rule("one", condition, StandardOutcomes.Team, "a"))).Should().Equal(FindingKind.NeverHolds);
        Kinds(Set(HitPolicy.First, Rule("one", new Not(condition), StandardOutcomes.Team, "a"))).Should().Equal(FindingKind.AlwaysHolds);
    }

    [Fact]
    public void No_whole_number_lies_between_two_that_follow_each_other()
    {
        Finding(Hours(Operator.IsMoreThan, 10), Hours(Operator.IsLessThan, 11)).Should().Be(FindingKind.NeverHolds);
        Finding(Hours(Operator.IsBetween, 8.2, 8.8)).Should().Be(FindingKind.NeverHolds);
        Finding(Hours(Operator.IsMoreThan, 10), Hours(Operator.IsLessThan, 12)).Should().BeNull();
        Finding(Hours(Operator.IsAtLeast, 10), Hours(Operator.IsAtMost, 10)).Should().BeNull();
        Shadow(Hours(Operator.IsAtLeast, 11), Hours(Operator.IsMoreThan, 10)).Should().Be("\"first\"");

        static FieldCondition Hours(Operator op, params double[] numbers) => new(StandardFields.ReceivedHour, op, new NumberValue(numbers));
    }

    [Fact]
    public void More_tickets_in_a_day_than_in_a_week_or_a_month_there_cannot_be()
    {
        var (day, week, month) = (StandardFields.TicketsLastDay, StandardFields.TicketsLastWeek, StandardFields.TicketsLastMonth);
        Finding(Where(day, Operator.IsMoreThan, 5), Where(week, Operator.IsLessThan, 3)).Should().Be(FindingKind.NeverHolds);
        Finding(Where(month, Operator.Is, 2), Where(week, Operator.IsAtLeast, 3)).Should().Be(FindingKind.NeverHolds);
        Finding(Where(day, Operator.Is, 5), Where(month, Operator.IsAtMost, 4)).Should().Be(FindingKind.NeverHolds);
        Finding(Where(day, Operator.IsLessThan, 3), Where(week, Operator.IsMoreThan, 5)).Should().BeNull();
        Finding(Where(day, Operator.IsAtLeast, 3), Where(week, Operator.IsAtMost, 3)).Should().BeNull();
        Finding(Where(day, Operator.IsMoreThan, 5), Where(StandardFields.AttachmentCount, Operator.IsLessThan, 3)).Should().BeNull();
    }

    private static FindingKind? Finding(params Condition[] parts) =>
        RuleAnalysis.Analyse([Set(HitPolicy.First, Rule("one", new AllOf(parts), StandardOutcomes.Team, "a"))]).Where(one => one.Kind == FindingKind.NeverHolds).Select(one => (FindingKind?)one.Kind).FirstOrDefault();

    [Fact]
    public void One_of_several_recipients_may_be_this_and_another_that() =>
        Kinds(Set(HitPolicy.First, Rule("one", new AllOf([
            Where(StandardFields.Recipient, Operator.Is, "a@x.example"), Where(StandardFields.Recipient, Operator.Is, "b@x.example")]), StandardOutcomes.Team, "a"))).Should().BeEmpty();

    [Fact]
    public void A_rule_without_a_hit_for_long_is_dead_and_one_whose_time_is_over_is_expired()
    {
        var when = Where(StandardFields.RequesterVip, true);
        Rule[] rules = [.. new[] { "quiet", "never", "young", "new", "busy" }.Select((name, i) => Rule(name, Where(StandardFields.ReceivedHour, Operator.Is, i), StandardOutcomes.Team, "a")),
            Rule("over", when, StandardOutcomes.Team, "a") with { Until = Now }];
        rules[2] = rules[2] with { From = Now.AddDays(-1) };
        RuleUse Use(string rule, int since, int? last) => new("demo", rule, Now.AddDays(-since), last is null ? null : Now.AddDays(-last.Value));

        var findings = RuleAnalysis.Analyse([Set(HitPolicy.First, rules)], knowledge: new RuleKnowledge
        {
            Now = Now,
            DeadAfter = TimeSpan.FromDays(30),
            Uses = [Use("quiet", 100, 40), Use("never", 30, null), Use("young", 100, null), Use("new", 29, null), Use("busy", 100, 1)],
        });

        findings.Select(finding => (finding.Rule, finding.Kind)).Should().Equal(("quiet", FindingKind.Dead), ("never", FindingKind.Dead), ("over", FindingKind.Expired));
        findings[0].Reason.Should().Be("Has not held for 40 days; the last time was 2026-10-18.");
    }

    [Fact]
    public void Names_that_do_not_exist_are_found_in_rules_otherwise_matrix_and_conditions()
    {
        var set = Set(HitPolicy.First,
            Rule("gone", Where(StandardFields.RequesterVip, true), StandardOutcomes.Team, "Networks"),
            Rule("fine", Where(StandardFields.Decided(StandardOutcomes.Category), Operator.Is, "network"), StandardOutcomes.Team, "Network"),
            Rule("asks", Where(StandardFields.Decided(StandardOutcomes.Category), Operator.Is, "network/wifi"), StandardOutcomes.SlaPolicy, "gold")) with
        {
            Otherwise = [new OutcomeValue(StandardOutcomes.Team, ["nobody"])],
            Matrix = new OutcomeMatrix(StandardOutcomes.Impact, ["high"], StandardOutcomes.Urgency, ["high"], StandardOutcomes.Team, [["crisis"]]),
        };

        var findings = RuleAnalysis.Analyse([set], knowledge: new RuleKnowledge
        {
            Names = new Dictionary<Outcome, IReadOnlyCollection<string>> { [StandardOutcomes.Team] = ["network"], [StandardOutcomes.Category] = ["network/vpn"] },
        }).Where(finding => finding.Kind != FindingKind.NotDecidedYet).ToList();

        findings.Should().OnlyContain(finding => finding.Kind == FindingKind.UnknownName);
        findings.Select(finding => finding.Rule).Should().Equal("gone", "asks", "otherwise", "matrix");
        findings[0].Reason.Should().Be("Decides the team \"Networks\", which does not exist.");
    }

    [Fact]
    public async Task Rules_that_disagree_are_found_with_the_tickets_in_both()
    {
        var chain = RuleChain.Compile([Set(HitPolicy.First,
            Rule("vpn", Where(StandardFields.Subject, Operator.ContainsAnyWord, "vpn"), StandardOutcomes.Team, "network"),
            Rule("same", Where(StandardFields.Subject, Operator.ContainsAnyWord, "slow"), StandardOutcomes.Team, "Network"),
            Rule("laptop", Where(StandardFields.Subject, Operator.ContainsAnyWord, "laptop"), StandardOutcomes.Team, "desk"))]);

        async IAsyncEnumerable<PastTicket> Tickets()
        {
            foreach (var (subject, i) in new[] { "vpn laptop", "vpn", "slow vpn laptop", "laptop" }.Select((subject, i) => (subject, i)))
            {
                await Task.CompletedTask;
                yield return new PastTicket($"T-{i}", new FactSheet().Set(StandardFields.Subject, subject));
            }
        }

        var overlaps = await RuleOverlaps.FindAsync(chain, Tickets());

        overlaps.Select(overlap => (overlap.First, overlap.Second, overlap.Tickets)).Should().Equal(("vpn", "laptop", 2), ("same", "laptop", 1));
        overlaps[0].Examples.Should().Equal("T-0", "T-2");
        overlaps[0].Outcomes.Should().Equal(StandardOutcomes.Team);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_rule_for_what_no_other_knows_does_not_disagree_with_those_before_it(bool asksForNothing)
    {
        var fallback = asksForNothing ? (Condition)new Not(Where(StandardFields.Subject, Operator.IsEmpty, Nothing)) : Where(StandardFields.Subject, Operator.ContainsAnyWord, "please");
        var chain = RuleChain.Compile([Set(HitPolicy.First,
            Rule("vpn", Where(StandardFields.Subject, Operator.ContainsAnyWord, "vpn"), StandardOutcomes.Team, "network"),
            Rule("laptop", Where(StandardFields.Subject, Operator.ContainsAnyWord, "laptop"), StandardOutcomes.Team, "desk"),
            Rule("any", fallback, StandardOutcomes.Team, "service"))]);

        async IAsyncEnumerable<PastTicket> Tickets()
        {
            for (var i = 0; i < 100; i++)
            {
                await Task.CompletedTask;
                yield return new PastTicket($"T-{i}", new FactSheet().Set(StandardFields.Subject, i % 4 == 0 ? "vpn laptop please" : "help please"));
            }
        }

        (await RuleOverlaps.FindAsync(chain, Tickets())).Select(overlap => (overlap.First, overlap.Second)).Should().Equal(("vpn", "laptop"));
    }

    private static IEnumerable<FindingKind> Kinds(RuleSet set) => RuleAnalysis.Analyse([set]).Select(finding => finding.Kind);
}
