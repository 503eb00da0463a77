using Automation.Desk.RuleBook;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using Bunit;

namespace Automation.Desk.Tests.RuleBook;

/// <summary>A category is a name that rules know: who changes it is told which.</summary>
public sealed class CategoriesFormTests : DeskTestContext
{
    private static readonly RuleSet Routing = new("routing", 1, HitPolicy.First,
    [
        new Rule("to-network", new FieldCondition(StandardFields.Decided(StandardOutcomes.Category), Operator.IsWithin, new TextValue(["network"])), [new(StandardOutcomes.Team, ["network"])]),
        new Rule("vpn", new FieldCondition(StandardFields.Subject, Operator.ContainsAnyWord, new TextValue(["vpn"])), [new(StandardOutcomes.Category, ["network/vpn"])]),
    ]);

    private CategoryTree? _saved;

    [Fact]
    public void Each_branch_says_which_rules_use_it() =>
        Form().FindAll("[data-testid=branch]").Select(branch => branch.QuerySelector("[data-testid=branch-used]")?.TextContent)
            .Should().Equal(null, "Used by Routing / to-network.", "Used by Routing / vpn.", null);

    [Fact]
    public async Task What_lies_below_a_branch_is_renamed_with_it_and_the_rules_that_know_the_old_names_are_told()
    {
        var form = Form();
        await form.FindAll("[data-testid=branch-path]")[1].ChangeAsync(new() { Value = "net//" });
        Paths(form).Should().Equal("email", "net//", "network/vpn", "network/wifi");

        await form.FindAll("[data-testid=branch-path]")[1].ChangeAsync(new() { Value = "net" });

        Paths(form).Should().Equal("email", "net", "net/vpn", "net/wifi");
        form.FindAll("[data-testid=branch-renamed]").Select(told => told.TextContent).Should().Equal(
            "These rules still say “network”: Routing / to-network. Change them too before you publish.",
            "These rules still say “network/vpn”: Routing / vpn. Change them too before you publish.");
        await form.Find("[data-testid=categories-save]").ClickAsync(new());
        _saved!.All.Select(category => category.Path).Should().Equal("email", "net", "net/vpn", "net/wifi");
    }

    [Fact]
    public async Task A_branch_that_is_deleted_and_still_used_is_told()
    {
        var form = Form();

        await form.FindAll("[data-testid=branch-delete]")[2].ClickAsync(new());
        await form.FindAll("[data-testid=branch-delete]")[0].ClickAsync(new());

        form.FindAll("[data-testid=branch-missing]").Should().ContainSingle().Which.TextContent.Should().Contain("network/vpn").And.Contain("Routing / vpn");
    }

    private static IEnumerable<string?> Paths(IRenderedComponent<CategoriesForm> form) => form.FindAll("[data-testid=branch-path]").Select(path => path.GetAttribute("value"));

    private IRenderedComponent<CategoriesForm> Form() => Render<CategoriesForm>(p => p
        .Add(x => x.Categories, new CategoryTree([new("email", null), new("network", null), new("network/vpn", null), new("network/wifi", null)]))
        .Add(x => x.Sets, [Routing])
        .Add(x => x.OnSave, tree => _saved = tree)
        .Add(x => x.CanWrite, true));
}
