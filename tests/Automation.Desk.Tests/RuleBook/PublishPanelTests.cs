using Automation.Desk.RuleBook;
using Automation.Rules.Analysis;
using Automation.Rules.Model;
using Automation.Stages.RuleBook;
using Bunit;

namespace Automation.Desk.Tests.RuleBook;

public sealed class PublishPanelTests : DeskTestContext
{
    private readonly List<long> _published = [];
    private int _reread;
    private string? _held;
    private bool _withGaps;

    [Fact]
    public async Task While_somebody_writes_nothing_is_published_and_a_sentence_says_why()
    {
        _held = "Save it first.";
        var panel = Panel(Workspace(1));
        await panel.Find("[data-testid=publish-note]").InputAsync(new() { Value = "why" });
        panel.Find("[data-testid=publish-held]").TextContent.Should().Be("Save it first.");
        panel.Find("[data-testid=publish-confirm]").HasAttribute("disabled").Should().BeTrue();

        _held = null;
        await panel.Find("[data-testid=publish-note]").InputAsync(new() { Value = "why now" });
        panel.FindAll("[data-testid=publish-held]").Should().BeEmpty();
        _held = "Written since it was drawn.";
        await panel.Find("[data-testid=publish-confirm]").ClickAsync(new());
        _published.Should().BeEmpty();
    }

    [Fact]
    public async Task Who_was_slower_is_shown_the_difference_and_the_next_try_is_made_with_what_is_there_now()
    {
        var panel = Panel(Workspace(1));
        await panel.Find("[data-testid=publish-note]").InputAsync(new() { Value = "why" });
        await panel.Find("[data-testid=publish-confirm]").ClickAsync(new());

        var problem = panel.Find("[data-testid=publish-problem]");
        problem.TextContent.Should().Contain("changed by ann").And.Contain("theirs");
        _reread.Should().Be(1);

        panel.Render(p => p.Add(x => x.Workspace, Workspace(2)));
        await panel.Find("[data-testid=publish-confirm]").ClickAsync(new());
        _published.Should().Equal(2);
        panel.FindAll("[data-testid=publish-problem]").Should().BeEmpty();
    }

    [Fact]
    public async Task What_tickets_would_be_without_is_published_only_when_somebody_says_that_it_is_wanted()
    {
        var panel = Panel(Workspace(2));
        panel.Render(p => p.Add(x => x.GapsOf, (workspace, published) => workspace.Documents.Any(published) ? ["No team."] : []));
        await panel.Find("[data-testid=publish-note]").InputAsync(new() { Value = "why" });
        panel.Find("[data-testid=gap]").TextContent.Should().Be("No team.");
        panel.Find("[data-testid=publish-confirm]").HasAttribute("disabled").Should().BeTrue();
        await panel.Find("[data-testid=publish-confirm]").ClickAsync(new());
        _published.Should().BeEmpty();

        await panel.Find("[data-testid=gaps-wanted]").ChangeAsync(new() { Value = true });
        await panel.Find("[data-testid=publish-confirm]").ClickAsync(new());
        (_published.Count, _withGaps).Should().Be((1, true));

        await panel.Find("[data-testid=publish-draft] input").ChangeAsync(new() { Value = false });
        panel.FindAll("[data-testid=gaps]").Should().BeEmpty("the draft is left out");
    }

    [Fact]
    public void What_the_drafts_make_odd_in_sets_that_have_no_draft_is_told()
    {
        var panel = Panel(Workspace(1));
        RuleFinding Finding(string set) => new(FindingKind.UnknownName, set, "vpn", "Decides the category \"network\", which does not exist.", []);
        panel.Render(p => p.Add(x => x.Findings, [Finding("routing"), Finding("category")]).Add(x => x.Added, [Finding("routing"), Finding("category")]));

        panel.FindAll("[data-testid=publish-finding]").Should().ContainSingle();
        panel.Find("[data-testid=publish-elsewhere]").TextContent.Should().StartWith("Category / vpn: Decides the category");
    }

    [Fact]
    public async Task What_somebody_else_wrote_is_published_only_when_it_is_chosen()
    {
        var panel = Render<PublishPanel>(p => p.Add(x => x.Person, "bob").Add(x => x.Workspace, Workspace(2)).Add(x => x.Publish, PublishAsync));
        await panel.Find("[data-testid=publish-note]").InputAsync(new() { Value = "why" });
        panel.Find("[data-testid=publish-left]").TextContent.Should().Be("Not published");
        panel.Find("[data-testid=publish-confirm]").HasAttribute("disabled").Should().BeTrue("nothing is chosen");

        await panel.Find("[data-testid=publish-draft] input").ChangeAsync(new() { Value = true });
        await panel.Find("[data-testid=publish-confirm]").ClickAsync(new());
        _published.Should().Equal(2);

        var anns = Render<PublishPanel>(p => p.Add(x => x.Person, "ann").Add(x => x.Workspace, Workspace(2)).Add(x => x.Publish, PublishAsync));
        anns.FindAll("[data-testid=publish-left]").Should().BeEmpty("it is hers");
        anns.Render(p => p.Add(x => x.Workspace, new([.. Workspace(2).Documents, Workspace(2).Documents[0] with { Name = "extras", DraftBy = "bob" }])));
        anns.FindAll("[data-testid=publish-draft]:has([data-testid=publish-left])").Select(d => d.GetAttribute("data-name")).Should().Equal(["extras"], "it came while she looked");
    }

    private IRenderedComponent<PublishPanel> Panel(RuleWorkspace workspace) => Render<PublishPanel>(p => p
        .Add(x => x.Workspace, workspace)
        .Add(x => x.HeldBack, () => _held)
        .Add(x => x.Publish, PublishAsync)
        .Add(x => x.OnOutdated, () => _reread++));

    private Task PublishAsync(IReadOnlyDictionary<string, long> drafts, string note, bool withGaps)
    {
        var now = Workspace(2).Documents[0];
        if (drafts["routing"] != now.DraftVersion)
            throw new RuleConflictException(now, RuleEditor.Compare(now.InForce, now.Draft));
        _withGaps = withGaps;
        _published.Add(drafts["routing"]);
        return Task.CompletedTask;
    }

    private static RuleWorkspace Workspace(long version) =>
        new([new RuleDocument("routing", RuleContent.Of(Set("before")), 1, RuleContent.Of(Set(version == 1 ? "mine" : "theirs")), version, 1) { DraftBy = "ann", DraftAt = Now }]);

    private static RuleSet Set(string description) => new("routing", 1, HitPolicy.First, []) { Description = description };
}
