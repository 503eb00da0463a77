using Automation.Desk.RuleBook;
using Automation.Rules.Comparison;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using Bunit;

namespace Automation.Desk.Tests.RuleBook;

public sealed class RuleFormTests : DeskTestContext
{
    private Rule? _saved;

    [Fact]
    public async Task A_rule_is_written_with_chips_and_stored()
    {
        var form = Form(New());
        await form.Find("[data-testid=rule-name]").ChangeAsync(new() { Value = "printers" });
        await AddChipAsync(form, "printer");
        await AddChipAsync(form, "toner");
        await form.Find("[data-testid=outcome-add]").ChangeAsync(new() { Value = "team" });
        await form.Find("[data-testid=outcome-value]").ChangeAsync(new() { Value = "facilities" });
        form.FindAll("[role=alert]").Should().BeEmpty();

        await form.Find("[data-testid=rule-save]").ClickAsync(new());

        _saved!.Name.Should().Be("printers");
        RuleText.Of(_saved.When).Should().Be("subject contains one of the words \"printer\", \"toner\"");
        _saved.Then.Single().Values.Should().Equal("facilities");
    }

    [Fact]
    public async Task Groups_nest_and_turn_into_one_another()
    {
        var edit = New();
        edit.Then.Add(new OutcomeEdit(StandardOutcomes.Team, ["network"]));
        var form = Form(edit);
        await AddChipAsync(form, "vpn");
        await form.Find("[data-testid=cond-add-not]").ClickAsync(new());
        await form.FindAll("[data-testid=cond-field]")[^1].ChangeAsync(new() { Value = "requester.vip" });

        await form.Find("[data-testid=rule-save]").ClickAsync(new());

        RuleText.Of(_saved!.When).Should().Be("subject contains one of the words \"vpn\" and not (requester is a VIP: yes)");
        await form.Find("[data-testid=cond-kind]").ChangeAsync(new() { Value = "Any" });
        await form.Find("[data-testid=rule-save]").ClickAsync(new());
        RuleText.Of(_saved!.When).Should().Be("subject contains one of the words \"vpn\" or not (requester is a VIP: yes)");
    }

    [Fact]
    public async Task What_is_wrong_is_told_at_its_field_and_nothing_is_stored()
    {
        var edit = New();
        edit.When.Parts[0].Choose(Operator.Matches);
        edit.When.Parts[0].Texts.Add("(");
        var form = Form(edit);

        form.Find("[data-testid=cond] [data-testid=cond-error]").TextContent.Should().NotBeEmpty();
        form.Find("[data-testid=outcome-error]").TextContent.Should().Contain("Nothing is decided yet");
        await form.Find("[data-testid=rule-save]").ClickAsync(new());

        _saved.Should().BeNull();
        form.Find("[data-testid=rule-problems]").TextContent.Should().NotBeEmpty();
    }

    [Fact]
    public async Task What_nobody_has_written_in_yet_is_not_called_wrong_until_it_is_to_be_stored()
    {
        var form = Form(New());
        form.FindAll("[role=alert], .field-error").Should().BeEmpty();
        await form.Find("[data-testid=outcome-add]").ChangeAsync(new() { Value = "team" });
        await form.Find("[data-testid=cond-add]").ClickAsync(new());
        form.FindAll("[role=alert], .field-error").Should().BeEmpty("a team is still to be chosen, and the second condition to be written");

        await form.Find("[data-testid=rule-save]").ClickAsync(new());

        form.FindAll("[data-testid=cond-error]").Should().HaveCount(2).And.OnlyContain(e => e.GetAttribute("role") == "alert");
        form.FindAll("[data-testid=outcome-error]").Should().ContainSingle().Which.GetAttribute("role").Should().Be("alert");
        _saved.Should().BeNull();
    }

    [Fact]
    public async Task What_is_missing_is_told_in_words_and_not_by_the_rules_of_files()
    {
        var edit = New();
        edit.When.Parts.Clear();
        edit.When.Parts.Add(ConditionEdit.Group(ConditionEditKind.Not));
        var form = Form(edit);

        await form.Find("[data-testid=rule-save]").ClickAsync(new());

        form.FindAll("[data-testid=rule-problems] div").Select(p => p.TextContent).Should().BeEquivalentTo("Nothing is asked: the condition is empty.", "Nothing is decided: \"then\" is empty.");
    }

    [Fact]
    public async Task What_was_written_and_taken_away_again_is_told_at_once()
    {
        var form = Form(New());
        await AddChipAsync(form, "printer");
        form.FindAll("[data-testid=cond-error]").Should().BeEmpty();

        await form.Find(".chip-x").ClickAsync(new());

        form.Find("[data-testid=cond-error]").TextContent.Should().Contain("empty list");
    }

    [Fact]
    public void Fields_and_outcomes_are_called_what_people_call_them()
    {
        var edit = New();
        edit.Then.Add(new OutcomeEdit(StandardOutcomes.LineOfBusiness, ["hr"]));
        var form = Form(edit);

        form.FindAll("[data-testid=cond-field] option").Select(o => o.TextContent).Should().Contain("sender's domain").And.Contain("decided line of business").And.NotContain("sender.domain").And.NotContain("line of business");
        form.Find(".outcome-name").TextContent.Should().Be("line of business");
        form.FindAll("[data-testid=outcome-add] option").Select(o => o.TextContent).Should().Contain("service level").And.NotContain("slaPolicy");
    }

    [Fact]
    public void A_name_is_offered_once_as_the_rule_spells_it()
    {
        var edit = New();
        edit.Then.Add(new OutcomeEdit(StandardOutcomes.Team, ["Network"]));

        Form(edit).FindAll("[data-testid=outcome-value] option").Select(o => o.GetAttribute("value")).Should().Equal("", "facilities", "Network");
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_at_the_name()
    {
        var edit = New();
        edit.When.Parts[0].Texts.Add("x");
        edit.Then.Add(new OutcomeEdit(StandardOutcomes.Team, ["network"]));
        var form = Form(edit, "taken");
        await form.Find("[data-testid=rule-name]").ChangeAsync(new() { Value = "taken" });

        await form.Find("[data-testid=rule-save]").ClickAsync(new());

        form.Find("[data-testid=name-error]").TextContent.Should().Contain("same name");
        _saved.Should().BeNull();
    }

    [Fact]
    public void A_reader_sees_the_rule_and_can_neither_change_nor_store_it()
    {
        var edit = Filled();
        edit.From = "2027-01-01T00:00:00+00:00";
        var form = Reading(edit);
        form.FindAll("[data-testid=rule-save]").Should().BeEmpty();
        form.Find("[data-testid=rule-cancel]").TextContent.Trim().Should().Be("Close");
        form.Find("fieldset").HasAttribute("disabled").Should().BeTrue();
        form.FindAll("fieldset [data-testid=rule-name], fieldset [data-testid=cond], fieldset [data-testid=outcomes], fieldset [data-testid=rule-from]").Should().HaveCount(4);
    }

    [Fact]
    public void A_reader_is_offered_nothing_to_add_or_to_take_away()
    {
        var edit = Filled();
        edit.When.Parts.Add(ConditionEdit.Group(ConditionEditKind.Not, ConditionEdit.Compare(StandardFields.RequesterVip, Operator.Is, "true")));
        const string Offers = "fieldset button, .chip-input, [data-testid=outcome-add], .cond-add";
        Form(edit).FindAll(Offers).Should().HaveCountGreaterThan(8, "who writes is offered all of them");

        var form = Reading(edit);

        form.FindAll(Offers).Should().BeEmpty();
        form.FindAll(".chip").Select(c => c.TextContent).Should().Equal("printer", "vip");
        Reading(New()).Find("[data-testid=no-outcomes]").TextContent.Should().Be("Nothing is decided.");
        form.FindAll("[data-testid=rule-from]").Should().BeEmpty("it is in force at any time");
    }

    private static RuleEdit New()
    {
        var edit = new RuleEdit { Name = "new-rule" };
        edit.When.Parts.Add(ConditionEdit.Compare(StandardFields.Subject, Operator.ContainsAnyWord));
        return edit;
    }

    private static RuleEdit Filled()
    {
        var edit = New();
        edit.When.Parts[0].Texts.Add("printer");
        edit.Then.Add(new OutcomeEdit(StandardOutcomes.Team, ["network"]));
        edit.Then.Add(new OutcomeEdit(StandardOutcomes.Tags, ["vip"]));
        return edit;
    }

    private IRenderedComponent<RuleForm> Reading(RuleEdit edit) =>
        Render<RuleForm>(p => p.Add(x => x.Edit, edit).Add(x => x.Lists, NamedLists.Empty).Add(x => x.NamesOf, o => o.Values).Add(x => x.CanWrite, false));

    private static async Task AddChipAsync(IRenderedComponent<RuleForm> form, string text)
    {
        await form.Find("[data-testid=cond-values-input]").InputAsync(new() { Value = text });
        await form.Find("[data-testid=cond-values-input]").KeyDownAsync(new Microsoft.AspNetCore.Components.Web.KeyboardEventArgs { Key = "Enter" });
    }

    private IRenderedComponent<RuleForm> Form(RuleEdit edit, params string[] taken) => Render<RuleForm>(p => p
        .Add(x => x.Edit, edit)
        .Add(x => x.Lists, NamedLists.Empty)
        .Add(x => x.NamesOf, outcome => outcome == StandardOutcomes.Team ? ["facilities", "network"] : outcome.Values)
        .Add(x => x.Taken, taken)
        .Add(x => x.OnSave, rule => _saved = rule));
}
