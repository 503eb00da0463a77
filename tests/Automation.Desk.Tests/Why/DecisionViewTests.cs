using Automation.Desk.Why;
using Automation.Rules.Evaluation;
using Bunit;

namespace Automation.Desk.Tests.Why;

public sealed class DecisionViewTests : DeskTestContext
{
    private static readonly ConditionTrace Words = new("field", true)
    {
        Field = "subject",
        Operator = "containsAnyWord",
        Expected = ["printer", "toner"],
        Matches = [new TextMatch("Printer", 4, 7, 0, "printer")],
    };

    private static readonly ConditionTrace Sender = new("field", false) { Field = "from", Operator = "is", Expected = ["boss@contoso.example"] };

    private static readonly DecisionTrace Trace = new(
    [
        new SetTrace(
            "category", 3,
            [
                new RuleTrace("vip", 1, RuleResult.Missed, Sender),
                new RuleTrace("printers", 2, RuleResult.Hit, new ConditionTrace("any", true) { Parts = [Words, Sender] }),
            ],
            [new OutcomeTrace("category", ["printing"], "printers"), new OutcomeTrace("type", ["incident"], "otherwise")],
            2),
        new SetTrace("priority", 1, [], [new OutcomeTrace("impact", ["low"], "otherwise"), new OutcomeTrace("urgency", ["high"], "otherwise"), new OutcomeTrace("priority", ["P3"], "matrix")], 0)
        {
            Matrix = new MatrixTrace("impact", "low", "urgency", "high", "priority", "P3"),
        },
    ]);

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Who_asked_elsewhere_on_the_page_is_taken_to_the_answer(bool takesFocus, int times)
    {
        Render<DecisionView>(p => p.Add(x => x.Trace, new DecisionTrace([])).Add(x => x.Outcome, "team").Add(x => x.Title, "Why?").Add(x => x.TakesFocus, takesFocus));

        JSInterop.Invocations.Count(i => i.Identifier == "Blazor._internal.domWrapper.focus").Should().Be(times);
    }

    [Fact]
    public void The_rule_that_decided_is_shown_with_the_words_it_found()
    {
        var view = View("category");

        view.Find("[data-testid=why-decider]").TextContent.Should().Contain("category, version 3").And.Contain("Printing").And.Contain("printers");
        view.FindAll("[data-testid=condition]").Select(c => c.GetAttribute("data-holds")).Should().Equal("true", "true", "false");
        view.Find("[data-testid=match]").TextContent.Should().Be("Printer");
        view.Find("[data-testid=conditions]").TextContent.Should().Contain("contains one of the words").And.Contain("at least one of these");
    }

    [Fact]
    public void A_text_that_was_too_long_to_be_searched_to_its_end_is_said()
    {
        var cut = new ConditionTrace("field", false) { Field = "body", Operator = "containsAnyWord", Expected = ["toner"], Unsearched = 1_234 };
        var trace = Trace with { Unsearched = 1_234, Sets = [Trace.Sets[0] with { Rules = [new RuleTrace("printers", 1, RuleResult.Hit, new ConditionTrace("not", true) { Parts = [cut] })] }] };

        var view = Render<DecisionView>(p => p.Add(x => x.Trace, trace).Add(x => x.Outcome, "category").Add(x => x.Title, "Why?"));

        view.Find("[data-testid=why-unsearched]").TextContent.Should().Be("Rules look at the first 100,000 characters of a text; 1,234 after them were not looked at.");
        view.FindAll("[data-testid=unsearched]").Should().ContainSingle().Which.TextContent.Should().Be("not looked at: the last 1,234 characters");
        View("category").FindAll("[data-testid=why-unsearched]").Should().BeEmpty();
    }

    [Fact]
    public void Fields_outcomes_and_flags_are_called_what_people_call_them_and_what_is_not_known_any_more_as_it_was_stored()
    {
        var vip = new ConditionTrace("field", true) { Field = "requester.vip", Operator = "is", Expected = ["true"], Found = "true" };
        var listed = new ConditionTrace("field", true) { Field = "wholeBody", Operator = "containsAnyWord", List = "outage-words" };
        var gone = new ConditionTrace("field", false) { Field = "sender.zodiac", Operator = "risesIn", Expected = ["Leo"] };
        var trace = new DecisionTrace([new SetTrace(
            "extras", 1, [new RuleTrace("all", 1, RuleResult.Hit, new ConditionTrace("all", true) { Parts = [vip, listed, gone] })],
            [new OutcomeTrace("lineOfBusiness", ["retail"], "all"), new OutcomeTrace("slaPolicy", ["vip"], "matrix")], 0) { Matrix = new MatrixTrace("lineOfBusiness", "retail", "type", "incident", "slaPolicy", "vip") }]);

        var view = Render<DecisionView>(p => p.Add(x => x.Trace, trace).Add(x => x.Outcome, "slaPolicy").Add(x => x.Title, "Why?"));

        view.Find("[data-testid=why-matrix]").TextContent.Should().Be("line of business retail × type Incident gives Vip.");
        view.Find("[data-testid=why-decider]").TextContent.Should().Contain("line of business is retail:");
        view.FindAll("[data-testid=condition] [data-testid=condition]").Select(c => string.Join('|', c.Children.Select(part => part.TextContent.Trim()))).Should().Equal(
            "✓|requester is a VIP:|“yes”|it is|yes", "✓|whole text contains one of the words of the list \"outage-words\"", "✗|sender.zodiac risesIn|“Leo”");
    }

    [Fact]
    public void A_default_is_called_one() =>
        View("type").Find("[data-testid=why-rule]").TextContent.Should().Be("no rule held, so the default applies");

    [Fact]
    public void A_matrix_by_itself_shows_which_sets_decided_its_row_and_column_and_what_was_not_decided()
    {
        var rules = new SetTrace("category", 1, [new RuleTrace("outage", 1, RuleResult.Hit, Words)], [new OutcomeTrace("impact", ["high"], "outage"), new OutcomeTrace("urgency", ["low"], "otherwise")], 0);
        var matrix = new SetTrace("priority", 2, [], [new OutcomeTrace("priority", ["P2"], "matrix")], 0) { Matrix = new MatrixTrace("impact", "high", "urgency", "low", "priority", "P2") };
        var view = Render<DecisionView>(p => p.Add(x => x.Trace, new DecisionTrace([rules, matrix])).Add(x => x.Outcome, "priority").Add(x => x.Title, "Why?"));

        view.Find("[data-testid=why-matrix]").TextContent.Should().Be("impact High × urgency Low gives P2.");
        view.FindAll("[data-testid=why-side]").Select(side => side.TextContent).Should().Equal(
            "impact is High: rule “outage” (set “category”)", "urgency is Low: no rule held, so the default applies (set “category”)");

        var nothing = matrix with { Decided = [], Matrix = new MatrixTrace("impact", null, "urgency", "low", "priority", null) };
        var traces = Render<RuleTraces>(p => p.Add(x => x.Trace, new DecisionTrace([nothing])));
        traces.Find("[data-testid=trace-matrix]").TextContent.Should().Be("The matrix gives no priority: the impact was not decided.");
    }

    [Fact]
    public void A_rule_that_was_overruled_says_so()
    {
        var set = new SetTrace(
            "routing", 1, [new RuleTrace("network", 1, RuleResult.Hit, Words), new RuleTrace("late", 2, RuleResult.Hit, Words) { Overruled = [new OverruledTrace("team", "network")] }],
            [new OutcomeTrace("team", ["network"], "network")], 0);

        var traces = Render<RuleTraces>(p => p.Add(x => x.Trace, new DecisionTrace([set])));

        traces.FindAll("[data-testid=rule] summary").Select(rule => rule.TextContent).Should().Equal("✓ network held", "✓ late held; the team was already decided by “network”");
    }

    [Fact]
    public void A_matrix_shows_its_row_and_column() =>
        View("priority").Find("[data-testid=why-matrix]").TextContent.Should().Be("impact Low × urgency High gives P3.");

    [Fact]
    public void What_no_rule_decided_is_said_so() =>
        View("team").Find("[data-testid=why-undecided]").TextContent.Should().Be("No rule decided this.");

    [Fact]
    public async Task The_rules_that_missed_are_a_click_away()
    {
        var view = View("category");
        view.FindAll("[data-testid=rule]").Should().BeEmpty();

        await view.Find("[data-testid=why-all]").ClickAsync(new());

        view.FindAll("[data-testid=rule]").Select(r => r.GetAttribute("data-result")).Should().Equal("Missed", "Hit");
        view.Markup.Should().Contain("2 more rules were not reached");
    }

    [Fact]
    public async Task What_was_not_kept_is_told_again_when_it_can_be_and_said_when_it_cannot()
    {
        var held = new DecisionTrace([new SetTrace("routing", 1, [new RuleTrace("vpn", 2, RuleResult.Hit, Words)], [new OutcomeTrace("team", ["network"], "vpn")], 0)]);
        var full = new DecisionTrace([held.Sets[0] with { Rules = [new RuleTrace("vip", 1, RuleResult.Missed, Sender), .. held.Sets[0].Rules] }]);

        var told = await OpenedAsync(() => Task.FromResult<DecisionTrace?>(full));
        told.FindAll("[data-testid=rule]").Select(r => r.GetAttribute("data-result")).Should().Equal("Missed", "Hit");
        told.FindAll("[data-testid=why-only-hits]").Should().BeEmpty();
        told.Find("[data-testid=why-try]").GetAttribute("href").Should().Be("/rules?view=try&from=HD-1");

        var gone = await OpenedAsync(() => Task.FromResult<DecisionTrace?>(null));
        gone.FindAll("[data-testid=rule]").Should().ContainSingle();
        gone.Find("[data-testid=why-only-hits]").TextContent.Should().Contain("cannot be told any more");
        (await OpenedAsync(null)).FindAll("[data-testid=why-only-hits]").Should().BeEmpty();

        async Task<IRenderedComponent<DecisionView>> OpenedAsync(Func<Task<DecisionTrace?>>? explain)
        {
            var view = Render<DecisionView>(p => p.Add(x => x.Trace, held).Add(x => x.Outcome, "team").Add(x => x.Title, "Why?").Add(x => x.Explain, explain).Add(x => x.TryAddress, "/rules?view=try&from=HD-1"));
            view.Find("[data-testid=why-all]").TextContent.Should().Be(explain is null ? "Show every rule that held" : "Show every rule that was tried");
            await view.Find("[data-testid=why-all]").ClickAsync(new());
            return view;
        }
    }

    [Fact]
    public async Task A_set_that_decided_as_it_stands_in_its_draft_is_not_said_to_have_a_version()
    {
        var trace = new DecisionTrace([new SetTrace("routing", 2, [new RuleTrace("vpn", 2, RuleResult.Hit, Words)], [new OutcomeTrace("team", ["network"], "vpn")], 0)]);
        var view = Render<DecisionView>(p => p.Add(x => x.Trace, trace).Add(x => x.Drafts, ["routing"]).Add(x => x.Outcome, "team").Add(x => x.Title, "Why?"));
        view.Find("[data-testid=why-decider]").TextContent.Should().Contain("as in the draft").And.NotContain("version 2");
        await view.Find("[data-testid=why-all]").ClickAsync(new());
        view.Find("[data-testid=trace-set]").TextContent.Should().Be("routing, the draft");
    }

    private IRenderedComponent<DecisionView> View(string outcome) =>
        Render<DecisionView>(p => p.Add(x => x.Trace, Trace).Add(x => x.Outcome, outcome).Add(x => x.Title, "Why?"));
}
