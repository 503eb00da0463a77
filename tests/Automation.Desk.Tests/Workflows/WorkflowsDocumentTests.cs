using Automation.Desk.Workflows;
using Automation.Stages.Health;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Automation.Desk.Tests.Workflows;

public sealed class WorkflowsDocumentTests : DeskTestContext
{
    public WorkflowsDocumentTests() => Services.AddSingleton(new ProblemBoard(new FakeTimeProvider(Now)));

    [Fact]
    public void Without_a_designer_the_page_says_how_to_get_it_and_asks_for_nothing_that_is_not_there()
    {
        var page = Render<WorkflowsDocument>(p => p.Add(x => x.IsInstalled, false));

        page.Markup.Should().Contain("The workflow designer is not installed.").And.Contain("Node.js").And.NotContain("studio/").And.NotContain("monaco");
    }

    [Fact]
    public void With_a_designer_the_page_loads_it_and_says_nothing_of_installing()
    {
        var page = Render<WorkflowsDocument>(p => p.Add(x => x.IsInstalled, true));

        page.Markup.Should().Contain("studio/_framework/blazor.webassembly.js").And.NotContain("not installed");
    }
}
