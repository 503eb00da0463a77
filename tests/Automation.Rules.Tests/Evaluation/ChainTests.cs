using System.Globalization;
using Automation.Rules.Compilation;
using Automation.Rules.Evaluation;
using Automation.Rules.Fields;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using static Automation.Rules.Tests.Evaluation.RuleWriting;

namespace Automation.Rules.Tests.Evaluation;

public sealed class ChainTests
{
    private static readonly FieldCondition HasPrinter = Where(StandardFields.Subject, Operator.ContainsAnyWord, "printer");
    private static readonly FieldCondition HasFire = Where(StandardFields.Subject, Operator.ContainsAnyWord, "fire");
    private static readonly FactSheet PrinterOnFire = new FactSheet().Set(StandardFields.Subject, "Printer on fire");

    [Fact]
    public void Under_the_policy_first_only_the_first_rule_that_holds_decides()
    {
        var set = Set(HitPolicy.First, Rule("a", HasPrinter, StandardOutcomes.Team, "print"), Rule("b", HasFire, StandardOutcomes.Tags, "fire"));

        var decision = RuleChain.Compile([set]).Decide(PrinterOnFire);

        decision[StandardOutcomes.Team].Should().Be("print");
        decision.All(StandardOutcomes.Tags).Should().BeEmpty();
        decision.Hits.Should().Equal(new RuleHit("demo", 1, "a"));
    }

    [Fact]
    public void Under_the_policy_collect_lists_are_united_and_the_first_single_value_stands()
    {
        var set = Set(
            HitPolicy.Collect,
            new Rule("a", HasPrinter, [new(StandardOutcomes.Team, ["print"]), new(StandardOutcomes.Tags, ["x", "y"])]),
            new Rule("b", HasFire, [new(StandardOutcomes.Team, ["fire"]), new(StandardOutcomes.Tags, ["Y", "z"])]));

        var decision = RuleChain.Compile([set]).Decide(PrinterOnFire);

        decision[StandardOutcomes.Team].Should().Be("print");
        decision.All(StandardOutcomes.Tags).Should().Equal("x", "y", "z");
    }

    [Fact]
    public void A_rule_that_held_and_was_overruled_says_by_which()
    {
        var set = Set(
            HitPolicy.Collect,
            new Rule("a", HasPrinter, [new(StandardOutcomes.Team, ["print"])]),
            new Rule("b", HasFire, [new(StandardOutcomes.Team, ["fire"]), new(StandardOutcomes.Tags, ["hot"]), new(StandardOutcomes.Urgency, ["high"])]));

        var rules = RuleChain.Compile([set]).Decide(PrinterOnFire, TraceDetail.Hits).Trace!.Sets[0].Rules;

        rules[0].Overruled.Should().BeNull();
        rules[1].Overruled.Should().Equal(new OverruledTrace("team", "a"));
        RuleChain.Compile([set with { HitPolicy = HitPolicy.First }]).Decide(PrinterOnFire, TraceDetail.Hits).Trace!.Sets[0].Rules.Should().ContainSingle();
    }

    [Fact]
    public void A_later_set_sees_and_may_replace_what_an_earlier_one_decided_but_its_otherwise_does_not()
    {
        var first = Set(HitPolicy.First, Rule("a", HasPrinter, StandardOutcomes.Category, "printing/paper"));
        var second = Set(
            HitPolicy.First,
            Rule("b", Where(StandardFields.Decided(StandardOutcomes.Category), Operator.IsWithin, "printing"), StandardOutcomes.Category, "printing"))
            with
        { Name = "second", Otherwise = [new(StandardOutcomes.Category, ["other"]), new(StandardOutcomes.Team, ["service-desk"])] };

        var decision = RuleChain.Compile([first, second]).Decide(PrinterOnFire);

        decision[StandardOutcomes.Category].Should().Be("printing");
        decision[StandardOutcomes.Team].Should().Be("service-desk");
        decision.SourceOf(StandardOutcomes.Category).Should().Be(new RuleHit("second", 1, "b"));
    }

    [Fact]
    public void A_rule_does_not_see_what_its_own_set_decides()
    {
        var set = Set(
            HitPolicy.Collect,
            Rule("a", HasPrinter, StandardOutcomes.Category, "printing"),
            Rule("b", Where(StandardFields.Decided(StandardOutcomes.Category), Operator.Is, "printing"), StandardOutcomes.Team, "print"));

        RuleChain.Compile([set]).Decide(PrinterOnFire)[StandardOutcomes.Team].Should().BeNull();
    }

    [Fact]
    public void Ignore_ends_the_chain_and_keeps_the_reason()
    {
        var first = Set(HitPolicy.First, Rule("a", HasFire, StandardOutcomes.Ignore, "handled by the fire brigade")) with { Otherwise = [new(StandardOutcomes.Team, ["x"])] };
        var second = Set(HitPolicy.First, Rule("b", HasPrinter, StandardOutcomes.Team, "print"));

        var decision = RuleChain.Compile([first, second]).Decide(PrinterOnFire, TraceDetail.Full);

        decision.IsIgnored.Should().BeTrue();
        decision[StandardOutcomes.Ignore].Should().Be("handled by the fire brigade");
        decision[StandardOutcomes.Team].Should().BeNull();
        decision.Trace!.Sets.Should().ContainSingle();
    }

    [Theory]
    [InlineData("2026-03-01T00:00:00Z", false)]
    [InlineData("2026-03-02T00:00:00Z", true)]
    [InlineData("2026-03-08T23:59:59Z", true)]
    [InlineData("2026-03-09T00:00:00Z", false)]
    public void A_rule_is_in_force_from_and_until_its_moments(string at, bool expected)
    {
        var rule = Rule("a", HasPrinter, StandardOutcomes.Team, "print")
            with
        { From = DateTimeOffset.Parse("2026-03-02T00:00:00Z", CultureInfo.InvariantCulture), Until = DateTimeOffset.Parse("2026-03-09T00:00:00Z", CultureInfo.InvariantCulture) };
        var facts = new FactSheet { At = DateTimeOffset.Parse(at, CultureInfo.InvariantCulture) }.Set(StandardFields.Subject, "printer");

        var decision = RuleChain.Compile([Set(HitPolicy.First, rule)]).Decide(facts, TraceDetail.Full);

        (decision[StandardOutcomes.Team] is not null).Should().Be(expected);
        decision.Trace!.Sets[0].Rules[0].Result.Should().Be(expected ? RuleResult.Hit : RuleResult.NotInForce);
    }

    [Fact]
    public void A_disabled_rule_decides_nothing()
    {
        var set = Set(HitPolicy.First, Rule("a", HasPrinter, StandardOutcomes.Team, "print") with { Enabled = false });

        RuleChain.Compile([set]).Decide(PrinterOnFire).Hits.Should().BeEmpty();
    }

    [Fact]
    public void A_rule_that_names_the_outcome_goes_before_the_matrix()
    {
        var matrix = new OutcomeMatrix(StandardOutcomes.Impact, ["low"], StandardOutcomes.Urgency, ["low"], StandardOutcomes.Priority, [["P4"]]);
        var set = Set(HitPolicy.Collect, Rule("a", HasFire, StandardOutcomes.Priority, "P1"))
            with
        { Otherwise = [new(StandardOutcomes.Impact, ["low"]), new(StandardOutcomes.Urgency, ["low"])], Matrix = matrix };
        var chain = RuleChain.Compile([set]);

        chain.Decide(PrinterOnFire)[StandardOutcomes.Priority].Should().Be("P1");
        chain.Decide(new FactSheet())[StandardOutcomes.Priority].Should().Be("P4");
    }

    [Fact]
    public void The_trace_of_a_hit_shows_each_condition_and_the_text_that_matched_with_its_place()
    {
        var condition = new AllOf([Where(StandardFields.Subject, Operator.ContainsAnyWord, "strasse", "printer"), new Not(Where(StandardFields.RequesterVip, true))]);

        var why = Why(condition, new FactSheet().Set(StandardFields.Subject, "Die  Große\u0301 Straße"));

        why.Kind.Should().Be("all");
        why.Parts![0].Matches.Should().Equal(new TextMatch("Straße", 12, 6, 0, "strasse"));
        why.Parts[1].Should().BeEquivalentTo(new { Kind = "not", Holds = true });
        why.Parts[1].Parts![0].Should().BeEquivalentTo(new { Field = "requester.vip", Holds = false });
    }

    [Fact]
    public void An_accent_after_the_last_letter_belongs_to_the_match() =>
        Why(Where(StandardFields.Subject, Operator.ContainsAnyWord, "cafe"), new FactSheet().Set(StandardFields.Subject, "Cafe\u0301!"))
            .Matches.Should().Equal(new TextMatch("Cafe\u0301", 0, 5, 0, "cafe"));

    [Fact]
    public void A_match_says_which_of_several_values_it_is_in() =>
        Why(Where(StandardFields.AttachmentNames, Operator.ContainsAnyWord, "invoice"), new FactSheet().Set(StandardFields.AttachmentNames, ["a.txt", "Invoice_7.pdf"]))
            .Matches.Should().Equal(new TextMatch("Invoice", 0, 7, 1, "invoice"));

    [Fact]
    public void The_trace_of_a_miss_shows_only_why_it_missed()
    {
        var set = Set(
            HitPolicy.First,
            Rule("miss", new AllOf([HasFire, Where(StandardFields.Subject, Operator.ContainsAnyWord, "scanner"), HasPrinter]), StandardOutcomes.Team, "x"),
            Rule("hit", HasPrinter, StandardOutcomes.Team, "print"),
            Rule("after", HasFire, StandardOutcomes.Team, "fire"));
        var chain = RuleChain.Compile([set]);

        var trace = chain.Decide(PrinterOnFire, TraceDetail.Full).Trace!.Sets[0];

        trace.Rules.Select(rule => (rule.Rule, rule.Position, rule.Result)).Should().Equal(("miss", 1, RuleResult.Missed), ("hit", 2, RuleResult.Hit));
        trace.NotReached.Should().Be(1);
        trace.Rules[0].Why!.Parts.Should().ContainSingle().Which.Expected.Should().Equal("scanner");
        chain.Decide(PrinterOnFire, TraceDetail.Hits).Trace!.Sets[0].Rules.Should().ContainSingle().Which.Rule.Should().Be("hit");
    }

    [Fact]
    public void A_trace_comes_back_from_json_as_it_was()
    {
        var set = Set(HitPolicy.Collect, Rule("a", new AnyOf([HasPrinter, Where(StandardFields.SenderAddress, Operator.Is, "a@b.example")]), StandardOutcomes.Team, "print"), Rule("b", new Not(HasFire), StandardOutcomes.Tags, "x"));
        var trace = RuleChain.Compile([set]).Decide(PrinterOnFire, TraceDetail.Full).Trace!;

        var json = TraceJson.Write(trace);

        TraceJson.Read(json).Should().BeEquivalentTo(trace);
        json.Should().Contain("\"result\":\"hit\"").And.NotContain("null");
    }

    [Fact]
    public void A_list_is_edited_once_and_used_in_many_rules()
    {
        var lists = new NamedLists(new Dictionary<string, NamedList> { ["hot"] = new("hot", null, ["fire", "smoke"]) });
        var set = Set(HitPolicy.First, Rule("a", new FieldCondition(StandardFields.Subject, Operator.ContainsAnyWord, new ListValue("hot")), StandardOutcomes.Team, "x"));

        RuleChain.Compile([set], lists).Decide(PrinterOnFire, TraceDetail.Full).Trace!.Sets[0].Rules[0].Why!.List.Should().Be("hot");
        var withoutLists = () => RuleChain.Compile([set]);
        withoutLists.Should().Throw<RuleFileException>().WithMessage("*hot*");
    }

    [Fact]
    public void A_decision_object_used_again_forgets_the_last_request()
    {
        var chain = RuleChain.Compile([Set(HitPolicy.First, Rule("a", HasPrinter, StandardOutcomes.Tags, "print"))]);
        var decision = new Decision();

        chain.Decide(PrinterOnFire, decision);
        decision.All(StandardOutcomes.Tags).Should().Equal("print");
        chain.Decide(new FactSheet(), decision);

        decision.All(StandardOutcomes.Tags).Should().BeEmpty();
        decision.Hits.Should().BeEmpty();
        decision.SourceOf(StandardOutcomes.Tags).Should().BeNull();
    }

    [Fact]
    public void Text_beyond_the_limit_is_not_searched()
    {
        var text = new string('x', RuleLimits.TextLength) + " printer";

        Holds(HasPrinter, new FactSheet().Set(StandardFields.Subject, text)).Should().BeFalse();
        Holds(Where(StandardFields.Subject, Operator.Matches, "printer"), new FactSheet().Set(StandardFields.Subject, text)).Should().BeFalse();
    }

    [Fact]
    public void A_trace_says_how_much_of_a_text_was_not_searched()
    {
        var chain = RuleChain.Compile([Set(HitPolicy.First, Rule("printer", new Not(HasPrinter), StandardOutcomes.Team, "desk"))]);
        FactSheet Facts(int length) => new FactSheet().Set(StandardFields.Subject, new string('x', length)).Set(StandardFields.SenderAddress, "ann@contoso.example");

        var cut = chain.Decide(Facts(RuleLimits.TextLength + 8), TraceDetail.Full).Trace!;
        cut.Unsearched.Should().Be(8);
        cut.Sets[0].Rules[0].Why!.Parts!.Single().Unsearched.Should().Be(8);
        TraceJson.Read(TraceJson.Write(cut)).Unsearched.Should().Be(8);
        new Interpreter([.. chain.Sets], NamedLists.Empty).Decide(Facts(RuleLimits.TextLength + 8), TraceDetail.Full).Trace.Should().BeEquivalentTo(cut);
        TraceJson.Write(chain.Decide(Facts(RuleLimits.TextLength), TraceDetail.Full).Trace!).Should().NotContain("unsearched");
    }

    [Fact]
    public void What_a_trace_repeats_of_a_long_text_ends_with_a_whole_character()
    {
        var fires = "x" + string.Concat(Enumerable.Repeat("🔥", 150));
        var chain = RuleChain.Compile([Set(HitPolicy.First, Rule("fire", Where(StandardFields.Subject, Operator.Matches, "^.+$"), StandardOutcomes.Team, "desk"))]);

        var match = chain.Decide(new FactSheet().Set(StandardFields.Subject, fires), TraceDetail.Full).Trace!.Sets[0].Rules[0].Why!.Matches!.Single();

        (match.Length, match.Text).Should().Be((301, fires[..199]));
    }

    [Fact]
    public void An_empty_chain_decides_nothing() => RuleChain.Compile([]).Decide(PrinterOnFire, TraceDetail.Full).Values.Should().BeEmpty();

    [Fact]
    public void A_decision_is_explained_with_the_reasons_of_the_rules_that_did_not_hold_and_any_rule_can_be_asked()
    {
        var chain = RuleChain.Compile([
            Set(HitPolicy.First,
                Rule("vip", Where(StandardFields.RequesterVip, true), StandardOutcomes.Team, "first-class"),
                Rule("vpn", Where(StandardFields.Subject, Operator.ContainsAnyWord, "vpn"), StandardOutcomes.Team, "network"),
                Rule("slow", new AllOf([Where(StandardFields.Subject, Operator.ContainsAnyWord, "slow"), Where(StandardFields.RequesterVip, true)]), StandardOutcomes.Team, "desk")),
            Set(HitPolicy.First, Rule("after", Where(StandardFields.Decided(StandardOutcomes.Team), Operator.Is, "network"), StandardOutcomes.Tags, "seen")) with { Name = "later" }]);
        var facts = new FactSheet().Set(StandardFields.Subject, "Slow VPN");

        var rules = chain.Explain(facts).Sets[0].Rules;
        rules.Select(rule => (rule.Rule, rule.Result)).Should().Equal(("vip", RuleResult.Missed), ("vpn", RuleResult.Hit));
        rules[0].Why!.Found.Should().BeNull();

        var slow = chain.Explain(facts, "demo", "slow")!;
        (slow.Position, slow.Result).Should().Be((3, RuleResult.Missed));
        slow.Why!.Parts!.Select(part => part.Holds).Should().Equal(true, false);
        slow.Why.Parts![0].Matches!.Single().Should().Be(new TextMatch("Slow", 0, 4, 0, "slow"));
        chain.Explain(facts, "later", "after")!.Result.Should().Be(RuleResult.Hit, "it sees what the sets before it decided");
        chain.Explain(facts, "demo", "nobody").Should().BeNull();
        chain.Explain(facts, "nowhere", "slow").Should().BeNull();
    }
}
