using Automation.Desk.RuleBook;
using Automation.Rules.Model;
using Automation.Stages.RuleBook;
using Bunit;

namespace Automation.Desk.Tests.RuleBook;

public sealed class RollBackFormTests : DeskTestContext
{
    [Fact]
    public async Task Who_is_too_late_is_shown_the_difference_and_what_is_in_force_is_read_again()
    {
        var (reread, done, isLate) = (0, 0, true);
        var (theirs, mine) = (RuleContent.Of(Set("theirs")), RuleContent.Of(Set("mine")));
        var form = Render<RollBackForm>(p => p
            .Add(x => x.Version, 2)
            .Add(x => x.RollBack, (_, _) => isLate
                ? throw new RuleConflictException(new RuleDocument("routing", theirs, 4, null, 0, 0) { InForceBy = "bob" }, RuleEditor.Compare(theirs, mine), isInForce: true)
                : Task.CompletedTask)
            .Add(x => x.OnOutdated, () => reread++)
            .Add(x => x.OnDone, () => done++));
        form.Find("[data-testid=roll-back-note]").GetAttribute("value").Should().Be("Back to version 2");

        await form.Find("[data-testid=roll-back-confirm]").ClickAsync(new());

        var problem = form.Find("[data-testid=history-problem]");
        problem.TextContent.Should().Contain("published as version 4 by bob");
        problem.QuerySelector("[data-testid=differences]")!.TextContent.Should().Contain("theirs").And.Contain("mine");
        reread.Should().Be(1);

        isLate = false;
        await form.Find("[data-testid=roll-back-confirm]").ClickAsync(new());
        done.Should().Be(1);
        form.FindAll("[data-testid=history-problem]").Should().BeEmpty();
    }

    [Fact]
    public async Task A_version_that_leaves_tickets_without_what_they_need_is_put_in_force_only_when_that_is_wanted()
    {
        var done = 0;
        var form = Render<RollBackForm>(p => p
            .Add(x => x.Version, 2)
            .Add(x => x.RollBack, (_, withGaps) => withGaps ? Task.CompletedTask : throw new RuleGapException(["No team."]))
            .Add(x => x.OnDone, () => done++));

        await form.Find("[data-testid=roll-back-confirm]").ClickAsync(new());
        form.Find("[data-testid=gap]").TextContent.Should().Be("No team.");
        form.Find("[data-testid=roll-back-confirm]").HasAttribute("disabled").Should().BeTrue();

        await form.Find("[data-testid=gaps-wanted]").ChangeAsync(new() { Value = true });
        await form.Find("[data-testid=roll-back-confirm]").ClickAsync(new());
        done.Should().Be(1);
    }

    [Fact]
    public void What_rolling_back_would_change_is_shown_before_it_is_done()
    {
        var form = Render<RollBackForm>(p => p
            .Add(x => x.Version, 2)
            .Add(x => x.Compare, () => Task.FromResult(RuleEditor.Compare(RuleContent.Of(Set("as it is")), RuleContent.Of(Set("as it was"))))));

        form.Find("[data-testid=roll-back-change]").TextContent.Should().Contain("as it is").And.Contain("as it was");
    }

    private static RuleSet Set(string description) => new("routing", 1, HitPolicy.First, []) { Description = description };
}
