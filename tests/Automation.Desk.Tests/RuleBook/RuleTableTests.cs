using Automation.Desk.RuleBook;
using Automation.Rules.Analysis;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Storage.RuleBook;
using Bunit;

namespace Automation.Desk.Tests.RuleBook;

public sealed class RuleTableTests : DeskTestContext
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(Now.UtcDateTime);

    private static readonly RuleSet Set = RuleSetReader.Read(
        """
        {"name":"routing","version":1,"hitPolicy":"first","rules":[
          {"name":"printers","when":{"field":"subject","operator":"containsAnyWord","value":["printer"]},"then":{"team":"facilities"}},
          {"name":"network","enabled":false,"when":{"field":"subject","operator":"containsAnyWord","value":["vpn"]},"then":{"team":"network"}},
          {"name":"rest","when":{"field":"subject","operator":"containsAnyWord","value":["toner"]},"then":{"team":"service-desk"}}]}
        """, "x");

    private readonly List<RuleMove> _moves = [];

    [Fact]
    public void Rules_stand_in_order_with_hits_a_sparkline_and_badges()
    {
        var table = Table();

        table.FindAll("[data-testid=rule-row]").Select(r => r.GetAttribute("data-rule")).Should().Equal("printers", "network", "rest");
        var first = table.Find("[data-rule=printers]");
        first.QuerySelector("[data-testid=hits]")!.TextContent.Should().Be("7");
        first.QuerySelectorAll("[data-testid=sparkline] rect").Should().HaveCount(30);
        first.QuerySelectorAll("[data-testid=sparkline] rect.none").Should().HaveCount(28, "there were hits on two days");
        first.QuerySelector("[data-testid=sparkline]")!.GetAttribute("aria-label").Should().Be("7 hits in the last 30 days");
        table.Find("[data-rule=network]").TextContent.Should().Contain("Switched off").And.Contain("never");
        var finding = table.Find("[data-rule=rest] [data-testid=finding]");
        (finding.TextContent, finding.GetAttribute("title")).Should().Be(("Shadowed", "Never reached."));
    }

    [Fact]
    public async Task A_rule_is_moved_by_its_buttons_and_by_dragging()
    {
        var table = Table();
        table.Find("[data-rule=printers] [data-testid=move-up]").HasAttribute("disabled").Should().BeTrue();
        await table.Find("[data-rule=network] [data-testid=move-down]").ClickAsync(new());
        await table.Find("[data-rule=rest]").TriggerEventAsync("ondragstart", new Microsoft.AspNetCore.Components.Web.DragEventArgs());
        await table.Find("[data-rule=printers]").TriggerEventAsync("ondrop", new Microsoft.AspNetCore.Components.Web.DragEventArgs());

        await table.Find("[data-rule=printers] [data-testid=place]").ChangeAsync(new() { Value = "3" });
        await table.Find("[data-rule=network] [data-testid=place]").ChangeAsync(new() { Value = "99" });

        // What is no other place moves nothing, and the field says again where the rule is.
        await table.Find("[data-rule=rest] [data-testid=place]").ChangeAsync(new() { Value = "last" });
        table.Find("[data-rule=rest] [data-testid=place]").GetAttribute("value").Should().Be("3");

        _moves.Should().Equal(new RuleMove("network", null, 1), new RuleMove("rest", 0), new RuleMove("printers", 2), new RuleMove("network", 2));
    }

    [Fact]
    public void Only_some_rules_are_shown_when_they_are_asked_for_and_none_of_them_moves()
    {
        var table = Table();
        table.Render(p => p.Add(x => x.Only, new HashSet<string> { "network", "rest" }));

        table.FindAll("[data-testid=rule-row]").Select(r => r.GetAttribute("data-position")).Should().Equal("2", "3");
        table.FindAll("[data-testid=place], [data-testid=move-up]").Should().BeEmpty();
        table.Render(p => p.Add(x => x.Only, null));
        table.FindAll("[data-testid=rule-row]").Should().HaveCount(3);
    }

    [Fact]
    public void A_search_finds_names_conditions_and_outcomes_and_gives_no_places_to_move_to()
    {
        Table("VPN").FindAll("[data-testid=rule-row]").Select(r => r.GetAttribute("data-rule")).Should().Equal("network");
        Table("facilities").FindAll("[data-testid=rule-row]").Select(r => r.GetAttribute("data-rule")).Should().Equal("printers");
        Table("vpn").FindAll("[data-testid=move-up]").Should().BeEmpty();
        Table("nothing of this").Find("[data-testid=no-rules]").TextContent.Should().Contain("No rule fits");
    }

    [Fact]
    public void A_row_is_drawn_again_only_when_it_shows_something_else()
    {
        var table = Table();

        // Drawing a row counts its days anew.
        List<IReadOnlyList<long>> Drawn() => [.. table.FindComponents<Sparkline>().Select(s => s.Instance.Counts)];
        var before = Drawn();

        table.Render(p => p.Add(x => x.Search, null));
        Drawn().Zip(before, ReferenceEquals).Should().Equal(true, true, true);
        table.Render(p => p.Add(x => x.Findings, [new RuleFinding(FindingKind.Shadowed, "routing", "rest", "Never reached.", ["printers"]), new RuleFinding(FindingKind.Dead, "routing", "printers", "Dead.", [])]));

        Drawn().Zip(before, ReferenceEquals).Should().Equal(false, true, true);
    }

    [Fact]
    public void A_reader_sees_everything_and_can_change_nothing()
    {
        var table = Table(canWrite: false);

        table.FindAll("[data-testid=rule-row]").Should().HaveCount(3);
        table.FindAll("[data-testid=move-up], [data-testid=rule-delete], [data-testid=rule-copy], input").Should().BeEmpty();
        table.Find("[data-testid=rule-row]").GetAttribute("draggable").Should().Be("false");
    }

    private IRenderedComponent<RuleTable> Table(string? search = null, bool canWrite = true) => Render<RuleTable>(p => p
        .Add(x => x.Set, Set)
        .Add(x => x.Hits, new Dictionary<(string, string), RuleHitCount>
        {
            [("routing", "printers")] = new("routing", "printers", new Dictionary<DateOnly, long> { [Today] = 5, [Today.AddDays(-3)] = 2 }, Now, Today.AddDays(-3)),
        })
        .Add(x => x.Findings, [new RuleFinding(FindingKind.Shadowed, "routing", "rest", "Never reached.", ["printers"])])
        .Add(x => x.Days, (Today.AddDays(-29), Today))
        .Add(x => x.Search, search)
        .Add(x => x.CanWrite, canWrite)
        .Add(x => x.OnMove, move => _moves.Add(move)));
}
