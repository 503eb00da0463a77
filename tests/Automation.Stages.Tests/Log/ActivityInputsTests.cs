using System.Text.Json.Nodes;
using Automation.Stages.Tests.Desk;
using Automation.Storage.Inbox;
using Automation.Storage.Workflows;
using Automation.Tests.Databases;
using Automation.Tickets.History;
using Automation.Workflows.Definitions;

namespace Automation.Stages.Tests.Log;

/// <summary>What a process owner can choose at the activities of the log stage.</summary>
public abstract class ActivityInputsTests(DeskTestDatabase store) : DeskTest(store)
{
    [Fact]
    public async Task One_rule_set_decides_alone_and_the_decision_says_which()
    {
        await ChooseAsync("ApplyRules1", "ruleSet", "category");

        var ticket = await OpenAsync(Eml.Write(subject: "Printer"));

        var decided = TicketState.From(ticket.History).Classification;
        decided.Category.Should().NotBeNull();
        (decided.Priority, decided.Team).Should().Be(((string?)null, (string?)null), "the other sets were not asked");
        ticket.Decisions.Single().RuleSets.Should().MatchRegex("^category v[0-9]+$");
        ticket.History.OfType<RulesApplied>().Single().RuleSets.Should().ContainSingle();
    }

    [Fact]
    public async Task A_ticket_for_which_the_rules_decide_no_team_goes_to_the_one_that_the_workflow_names()
    {
        await ChooseAsync("ApplyRules1", "ruleSet", "category");
        await ChooseAsync("CreateTicket1", "team", "network");

        var ticket = await OpenAsync(Eml.Write());

        ticket.Ticket.Team.Should().Be("network");
        Last<TeamChosen>(ticket).Should().BeEquivalentTo(new { Team = "network", Actor = "workflow:log" });
    }

    [Fact]
    public async Task What_the_rules_decide_stands()
    {
        await ChooseAsync("CreateTicket1", "team", "nobody-yet");

        var ticket = await OpenAsync(Eml.Write());

        ticket.Ticket.Team.Should().NotBeNull().And.NotBe("nobody-yet");
        ticket.History.OfType<TeamChosen>().Should().BeEmpty();
    }

    [Theory]
    [InlineData("ApplyRules1", "ruleSet", "There is no rule set 'gone'. There are: category, ")]
    [InlineData("CreateTicket1", "team", "There is no team 'gone'. There are: ")]
    public async Task A_choice_that_is_not_there_any_more_is_told_with_those_that_are_and_the_mail_waits(string activity, string input, string told)
    {
        await ChooseAsync("ApplyRules1", "ruleSet", "category");
        await ChooseAsync(activity, input, "gone");

        var item = await LogAsync(Eml.Write());

        item.State.Should().Be(InboxState.Ready);
        item.Explanation.Should().Contain(told);
        (await CountTicketsAsync()).Should().Be(0);
    }

    /// <summary>Publishes the log workflow with a value at one of its activities.</summary>
    private async Task ChooseAsync(string activity, string input, string value)
    {
        var log = (await new DefinitionQueries(Database).FindAsync("log", new VersionChoice(Published: true), default))!;
        var json = JsonNode.Parse(log.Write())!;
        json["root"]!["activities"]!.AsArray().Single(a => a!["id"]!.GetValue<string>() == activity)![input] =
            new JsonObject { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value } };
        await Desk.Library.SaveAsync(WorkflowDefinition.Parse(json.ToJsonString()), publish: true, DraftEdit.Of("ann"), default);
    }
}

public sealed class ActivityInputsOnSqlite() : ActivityInputsTests(new SqliteTestDatabase());
