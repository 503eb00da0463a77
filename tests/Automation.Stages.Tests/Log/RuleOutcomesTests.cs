using Automation.Rules.Evaluation;
using Automation.Rules.Files;
using Automation.Stages.Tests.Desk;
using Automation.Stages.Tests.RuleBook;
using Automation.Storage.Outbox;
using Automation.Tests.Databases;
using Automation.Tickets.History;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Tests.Log;

/// <summary>Whatever a rule decides is carried out, and what the desk knows of a mail is what a rule may ask.</summary>
public abstract class RuleOutcomesTests(DeskTestDatabase store) : RuleBookTest(store)
{
    [Fact]
    public async Task A_rule_that_ignores_makes_no_ticket_and_its_reason_stands_with_the_mail()
    {
        await PutFirstAsync("""{"field":"subject","operator":"is","value":"lunch menu"}""", """{"ignore":"The canteen writes to everybody."}""");

        var item = await LogAsync(Eml.Write(subject: "Lunch menu"));

        (Ended(item), item.Explanation).Should().Be(("Ignored:rule", "The canteen writes to everybody. (Rule first of the set category, version 2.)"));
        (await CountTicketsAsync()).Should().Be(0);
        (await ReadAsync(c => c.Decisions.CountAsync(x => x.InboxId == item.Id))).Should().Be(1, "why it was ignored is kept too");
    }

    [Fact]
    public async Task Every_value_a_rule_decides_stands_on_the_ticket()
    {
        await PutFirstAsync(
            """{"field":"subject","operator":"is","value":"printer"}""",
            """{"type":"maintenance","category":"hardware","lineOfBusiness":"board","impact":"high","urgency":"high","tags":["one","two"],"acknowledgement":"no-such-template"}""");

        var ticket = await OpenAsync(Eml.Write());

        var decided = TicketState.From(ticket.History).Classification;
        (decided.Type, decided.Category, decided.LineOfBusiness, decided.Impact, decided.Urgency, decided.Priority).Should().Be(("maintenance", "hardware", "board", "high", "high", "P1"));
        decided.Tags.Should().BeEquivalentTo("one", "two");
        ticket.History.OfType<TemplateFailed>().Single().Template.Should().Be("no-such-template", "the rule chose it; the plain text went out instead");
        OutboxJson.ReadMail((await ReadAsync(c => c.Outbox.SingleAsync())).Payload).Subject.Should().Contain(TicketNumber.Format(1));
    }

    [Theory]
    [InlineData("""{"field":"requester.ticketsLastDay","operator":"isAtLeast","value":2}""")]
    [InlineData("""{"field":"requester.ticketsLastMonth","operator":"isBetween","value":[2,2]}""")]
    public async Task The_tickets_of_the_requester_are_counted(string when)
    {
        await PutFirstAsync(when, """{"type":"problem"}""");

        (await OpenAsync(Eml.Write())).Ticket.Type.Should().NotBe("problem");
        await OpenAsync(Eml.Write());
        (await OpenAsync(Eml.Write())).Ticket.Type.Should().Be("problem", "it is the third of the day");
        (await OpenAsync(Eml.Write(from: "dieter.braun@contoso.example"))).Ticket.Type.Should().NotBe("problem", "it is his first");
    }

    [Fact]
    public async Task A_later_set_sees_what_the_earlier_ones_decided()
    {
        await PutFirstAsync("""{"field":"subject","operator":"is","value":"printer"}""", """{"category":"network/vpn"}""");
        (await OpenAsync(Eml.Write())).Ticket.Team.Should().Be("network", "the shipped routing asks for the category");
    }

    [Fact]
    public async Task A_set_that_is_switched_off_decides_nothing()
    {
        await DraftAsync("routing", set => set with { Enabled = false });
        await PublishAsync("routing", withGaps: true);

        var ticket = await OpenAsync(Eml.Write());

        ticket.Ticket.Team.Should().BeNull();
        TraceJson.Read(ticket.Decisions.Single().Trace).Sets.Select(s => s.Set).Should().Equal("category", "priority");
    }

    /// <summary>Publishes a rule before all others of the first set.</summary>
    private async Task PutFirstAsync(string when, string then)
    {
        var rule = RuleSetReader.Read($$$"""{"name":"x","version":1,"hitPolicy":"first","rules":[{"name":"first","when":{{{when}}},"then":{{{then}}}}]}""", "x").Rules[0];
        await DraftAsync("category", set => set with { Rules = [rule, .. set.Rules] });
        await PublishAsync("category");
    }
}

public sealed class RuleOutcomesOnSqlite() : RuleOutcomesTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class RuleOutcomesOnPostgres(PostgresServer server) : RuleOutcomesTests(server.Empty()), IOnPostgres;
