using Automation.Desk.RuleBook;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using Bunit;

namespace Automation.Desk.Tests.RuleBook;

/// <summary>What cannot be used is told at its field, while it is written.</summary>
public sealed class BadInputTests : DeskTestContext
{
    [Theory]
    [InlineData("")]
    [InlineData("Bad Name")]
    [InlineData("otherwise")]
    public async Task A_name_that_no_rule_can_have_is_told_at_the_name(string name)
    {
        var form = Form(Good());
        form.FindAll("[role=alert]").Should().BeEmpty();

        await form.Find("[data-testid=rule-name]").ChangeAsync(new() { Value = name });

        form.Find("[data-testid=name-error]").TextContent.Should().NotBeEmpty();
        form.Find("[data-testid=rule-name]").GetAttribute("aria-invalid").Should().Be("true");
    }

    [Fact]
    public async Task A_time_that_ends_before_it_begins_is_told_at_the_time()
    {
        var edit = Good();
        var form = Form(edit);
        await form.Find("[data-testid=rule-from]").ChangeAsync(new() { Value = "2027-02-01T08:00" });
        form.FindAll("[data-testid=moment-error]").Should().BeEmpty();
        edit.From.Should().Be("2027-02-01T08:00:00+00:00", "the reader's clock is in UTC");

        await form.Find("[data-testid=rule-until]").ChangeAsync(new() { Value = "2027-01-01T08:00" });
        form.Find("[data-testid=moment-error]").TextContent.Should().Contain("never be in force");

        await form.Find("[data-testid=rule-until]").ChangeAsync(new() { Value = "soon" });
        form.Find("[data-testid=moment-error]").TextContent.Should().Contain("must be a moment");
    }

    [Theory]
    [InlineData("requester.ticketsLastDay", Operator.IsAtLeast, "many", "must be a number")]
    [InlineData("received.time", Operator.IsBefore, "25:00", "17:30")]
    [InlineData("subject", Operator.Matches, "vpn(", "does not compile")]
    [InlineData("sender.address", Operator.Is, "ann", "not a mail address")]
    public void A_value_of_the_wrong_type_is_told_at_its_condition(string field, Operator op, string value, string reason)
    {
        var edit = Good();
        edit.When = ConditionEdit.Group(ConditionEditKind.All, ConditionEdit.Compare(StandardFields.Find(field)!, op, value));

        Form(edit).Find("[data-testid=cond] [data-testid=cond-error]").TextContent.Should().Contain(reason);
    }

    [Theory]
    [InlineData("language", Operator.Is, "German", "never \"German\": write \"de\"")]
    [InlineData("received.hour", Operator.IsAtLeast, "24", "a whole number from 0 to 23")]
    [InlineData("attachment.types", Operator.IsOneOf, "pdf", "application/pdf")]
    public void A_value_that_can_never_come_is_told_at_its_condition_with_those_that_can(string field, Operator op, string value, string reason)
    {
        var edit = Good();
        edit.When = ConditionEdit.Group(ConditionEditKind.All, ConditionEdit.Compare(StandardFields.Find(field)!, op, value));

        var form = Form(edit);

        form.Find("[data-testid=cond] [data-testid=cond-doubt]").TextContent.Should().Contain(reason);
        form.FindAll("[data-testid=cond-error]").Should().BeEmpty("it can be stored");
    }

    [Fact]
    public void A_list_that_is_too_long_is_told_at_its_condition()
    {
        var edit = Good();
        edit.When = ConditionEdit.Group(ConditionEditKind.All, ConditionEdit.Compare(StandardFields.Subject, Operator.ContainsAnyWord, Enumerable.Range(0, 1001).Select(i => $"w{i}")));

        Form(edit).Find("[data-testid=cond] [data-testid=cond-error]").TextContent.Should().Contain("1001 entries; 1000 are allowed");
    }

    [Fact]
    public void An_outcome_that_nobody_could_carry_out_is_told_at_the_outcome()
    {
        var edit = Good();
        edit.Then.Add(new OutcomeEdit(StandardOutcomes.Watchers, ["the boss"]));

        Form(edit).Find("[data-outcome=watchers] [data-testid=outcome-error]").TextContent.Should().Contain("not a mail address");
    }

    [Fact]
    public async Task A_named_list_is_checked_at_its_name_and_its_values_and_a_list_in_use_cannot_be_left_out()
    {
        var lists = new NamedLists(new Dictionary<string, NamedList> { ["one"] = new("one", null, ["a"]), ["two"] = new("two", null, ["b"]) });
        var uses = new RuleSet("routing", 1, HitPolicy.First, [new Rule("asks-one", new FieldCondition(StandardFields.Subject, Operator.ContainsAnyWord, new ListValue("one")), [new OutcomeValue(StandardOutcomes.Team, ["network"])])]);
        var form = Render<ListsForm>(p => p.Add(x => x.Lists, lists).Add(x => x.Sets, [uses]).Add(x => x.CanWrite, true));
        form.FindAll("[role=alert]").Should().BeEmpty();

        await form.Find("[data-list=two] input").ChangeAsync(new() { Value = "one" });
        form.FindAll("[data-testid=list-name-error]").Should().HaveCount(2).And.AllSatisfy(e => e.TextContent.Should().Contain("same name"));
        await form.FindAll("[data-testid=named-list]")[1].QuerySelector("input")!.ChangeAsync(new() { Value = "Two Words" });
        form.Find("[data-testid=list-name-error]").TextContent.Should().Contain("lower case");

        await form.Find("[data-testid=list-add]").ClickAsync(new());
        form.Find("[data-list=new-list] [data-testid=list-values-error]").TextContent.Should().Contain("1 to 50000 values");
        await form.Find("[data-list=one] [data-testid=list-delete]").ClickAsync(new());
        form.Find("[data-testid=list-missing]").TextContent.Should().Contain("one").And.Contain("asks-one");
    }

    [Fact]
    public async Task A_branch_without_a_path_or_twice_in_the_tree_is_told_at_the_branch()
    {
        var form = Render<CategoriesForm>(p => p.Add(x => x.Categories, new CategoryTree([new Category("email", null), new Category("network", null)])).Add(x => x.CanWrite, true));
        form.FindAll("[role=alert]").Should().BeEmpty();

        await form.FindAll("[data-testid=branch-path]")[1].ChangeAsync(new() { Value = "network//vpn" });
        form.Find("[data-testid=branch-error]").TextContent.Should().Contain("empty part");
        await form.FindAll("[data-testid=branch-path]")[1].ChangeAsync(new() { Value = "EMail" });
        form.FindAll("[data-testid=branch-error]").Should().HaveCount(2).And.AllSatisfy(e => e.TextContent.Should().Contain("twice"));
    }

    [Fact]
    public async Task A_new_set_needs_a_name_of_its_own()
    {
        RuleSet? made = null;
        var form = Render<NewSetForm>(p => p.Add(x => x.Taken, ["routing"]).Add(x => x.OnMake, set => made = set));
        form.Find("[data-testid=set-make]").HasAttribute("disabled").Should().BeTrue();
        foreach (var (name, reason) in new[] { ("routing", "already"), ("My Set", "lower case") })
        {
            await form.Find("[data-testid=set-name]").InputAsync(new() { Value = name });
            form.Find("[data-testid=set-name-error]").TextContent.Should().Contain(reason);
            form.Find("[data-testid=set-make]").HasAttribute("disabled").Should().BeTrue();
        }

        await form.Find("[data-testid=set-name]").InputAsync(new() { Value = "extras" });
        await form.Find("[data-testid=set-make]").ClickAsync(new());

        (made!.Name, made.HitPolicy, made.Matrix).Should().Be(("extras", HitPolicy.Collect, null));
        await form.Find("[data-testid=set-kind]").ChangeAsync(new() { Value = "matrix" });
        await form.Find("[data-testid=set-make]").ClickAsync(new());
        (made!.HitPolicy, made.Rules.Count, made.Matrix!.Find("high", "high")).Should().Be((HitPolicy.Matrix, 0, "P4"));
    }

    private static RuleEdit Good()
    {
        var edit = new RuleEdit { Name = "good" };
        edit.When.Parts.Add(ConditionEdit.Compare(StandardFields.Subject, Operator.ContainsAnyWord, "printer"));
        edit.Then.Add(new OutcomeEdit(StandardOutcomes.Team, ["network"]));
        return edit;
    }

    private IRenderedComponent<RuleForm> Form(RuleEdit edit) => Render<RuleForm>(p => p
        .Add(x => x.Edit, edit)
        .Add(x => x.Lists, NamedLists.Empty)
        .Add(x => x.NamesOf, outcome => outcome == StandardOutcomes.Team ? ["facilities", "network"] : outcome.Values));
}
