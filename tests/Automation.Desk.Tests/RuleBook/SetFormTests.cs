using Automation.Desk.RuleBook;
using Automation.Rules.Analysis;
using Automation.Rules.Model;
using Bunit;

namespace Automation.Desk.Tests.RuleBook;

public sealed class SetFormTests : DeskTestContext
{
    private RuleSet? _saved;

    [Fact]
    public async Task A_matrix_is_added_cell_by_cell_and_taken_away_again()
    {
        var form = Form(new RuleSet("extras", 1, HitPolicy.Collect, []));
        await form.Find("[data-testid=matrix-add]").ClickAsync(new());
        await form.Find("[data-testid=cell-0-1]").ChangeAsync(new() { Value = "P1" });
        await form.Find("[data-testid=set-save]").ClickAsync(new());

        var matrix = _saved!.Matrix!;
        (matrix.Find("high", "medium"), matrix.Find("low", "low")).Should().Be(("P1", "P4"));

        var again = Form(_saved);
        await again.Find("[data-testid=matrix-remove]").ClickAsync(new());
        await again.Find("[data-testid=set-save]").ClickAsync(new());
        _saved.Matrix.Should().BeNull();
    }

    [Fact]
    public void A_reader_sees_the_set_and_can_change_nothing()
    {
        var form = Form(new RuleSet("extras", 1, HitPolicy.Collect, []) { Otherwise = [new OutcomeValue(StandardOutcomes.Team, ["network"])] }, canWrite: false);
        form.FindAll("[data-testid=set-save]").Should().BeEmpty();
        form.FindAll("[data-testid=matrix-add]").Should().BeEmpty();
        form.Find("fieldset").HasAttribute("disabled").Should().BeTrue();
        form.Find("[data-testid=hit-policy]").HasAttribute("disabled").Should().BeTrue();
    }

    [Fact]
    public async Task A_set_is_switched_off_and_given_a_time_and_a_time_that_ends_before_it_begins_is_refused_at_the_field()
    {
        var form = Form(new RuleSet("extras", 1, HitPolicy.Collect, []));
        await form.Find("[data-testid=set-enabled]").ChangeAsync(new() { Value = false });
        await form.Find("[data-testid=set-from]").ChangeAsync(new() { Value = "2027-02-01T08:00" });
        await form.Find("[data-testid=set-until]").ChangeAsync(new() { Value = "2027-01-01T08:00" });
        form.Find("[data-testid=set-moment-error]").TextContent.Should().Contain("never be in force");
        await form.Find("[data-testid=set-save]").ClickAsync(new());
        _saved.Should().BeNull();

        await form.Find("[data-testid=set-until]").ChangeAsync(new() { Value = "2027-03-01T08:00" });
        await form.Find("[data-testid=set-save]").ClickAsync(new());
        (_saved!.Enabled, _saved.From, _saved.Until).Should().Be((false, new DateTimeOffset(2027, 2, 1, 8, 0, 0, TimeSpan.Zero), new DateTimeOffset(2027, 3, 1, 8, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public async Task A_matrix_by_itself_shows_its_cells_and_nothing_of_rules()
    {
        var form = Form(new RuleSet("zz-priority", 1, HitPolicy.Matrix, []) { Matrix = MatrixGrid.Lowest });

        form.Find("[data-testid=matrix-kind]").TextContent.Should().Contain("no rules").And.Contain("impact").And.Contain("urgency");
        foreach (var id in new[] { "hit-policy", "outcomes", "matrix-remove" })
            form.FindAll($"[data-testid={id}]").Should().BeEmpty();
        await form.Find("[data-testid=cell-0-0]").ChangeAsync(new() { Value = "P1" });
        await form.Find("[data-testid=set-save]").ClickAsync(new());

        (_saved!.HitPolicy, _saved.Matrix!.Find("high", "high"), _saved.Matrix.Find("low", "low")).Should().Be((HitPolicy.Matrix, "P1", "P4"));
    }

    [Fact]
    public void What_is_odd_outside_of_the_rules_is_told_here()
    {
        var form = Render<SetForm>(p => p
            .Add(x => x.Set, new RuleSet("extras", 1, HitPolicy.Collect, []))
            .Add(x => x.Findings, [new RuleFinding(FindingKind.UnknownName, "extras", "otherwise", "Decides the team \"gone\", which does not exist.", [])]));
        form.Find("[data-testid=set-finding]").TextContent.Should().Contain("gone");
    }

    private IRenderedComponent<SetForm> Form(RuleSet set, bool canWrite = true) => Render<SetForm>(p => p
        .Add(x => x.Set, set)
        .Add(x => x.NamesOf, outcome => outcome.Values)
        .Add(x => x.CanWrite, canWrite)
        .Add(x => x.OnSave, next => _saved = next));
}
