using Automation.Desk.Frame;
using Automation.Stages.Health;
using Bunit;

namespace Automation.Desk.Tests.Frame;

public sealed class ProblemBadgeTests : DeskTestContext
{
    [Fact]
    public void Nothing_wrong_shows_nothing() => Badge().FindAll("[data-testid=problem-badge]").Should().BeEmpty();

    [Fact]
    public void Warnings_alone_are_amber_and_an_error_is_red()
    {
        var amber = Badge(ProblemSeverity.Warning, ProblemSeverity.Warning).Find("[data-testid=problem-badge]");
        amber.ClassList.Should().Contain("badge-amber");
        amber.TextContent.Should().Be("2");
        Badge(ProblemSeverity.Warning, ProblemSeverity.Error).Find("[data-testid=problem-badge]").ClassList.Should().NotContain("badge-amber");
    }

    private IRenderedComponent<ProblemBadge> Badge(params ProblemSeverity[] severities) =>
        Render<ProblemBadge>(p => p.Add(x => x.Problems, [.. severities.Select((s, i) => new Problem($"p{i}", s, "Something.", Now, Now, 1))]));
}
