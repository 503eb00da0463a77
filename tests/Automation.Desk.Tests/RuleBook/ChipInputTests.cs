using Automation.Desk.RuleBook;
using Bunit;
using Microsoft.AspNetCore.Components.Web;

namespace Automation.Desk.Tests.RuleBook;

public sealed class ChipInputTests : DeskTestContext
{
    private readonly List<string> _values = ["printer"];

    /// <summary>The page's script puts the parts of what is pasted so into the field, which would drop the ends of lines.</summary>
    [Fact]
    public async Task Of_what_is_pasted_each_part_becomes_a_chip_and_none_twice()
    {
        var chips = Chips();
        chips.Find("input").HasAttribute("data-paste-parts").Should().BeTrue("by this the script knows the field");

        await chips.Find("input").InputAsync(new() { Value = "toner\u001f printer \u001fSales, EMEA\u001f\u001ftoner" });

        _values.Should().Equal("printer", "toner", "Sales, EMEA");
        chips.FindAll(".chip").Should().HaveCount(3);
        chips.Find("input").GetAttribute("value").Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_typed_becomes_one_chip_at_enter_comma_or_not()
    {
        var chips = Chips();
        await chips.Find("input").InputAsync(new() { Value = "Sales, EMEA" });
        _values.Should().Equal("printer");
        await chips.Find("input").KeyDownAsync(new KeyboardEventArgs { Key = "Enter" });
        _values.Should().Equal("printer", "Sales, EMEA");
    }

    private IRenderedComponent<ChipInput> Chips() => Render<ChipInput>(p => p.Add(x => x.Values, _values).Add(x => x.Label, "Words"));
}
