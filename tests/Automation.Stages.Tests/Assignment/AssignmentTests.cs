using Automation.Rules.Model;
using Automation.Stages.Corrections;
using Automation.Stages.Tests.Desk;
using Automation.Stages.Tests.RuleBook;
using Automation.Storage.Outbox;
using Automation.Tests.Databases;
using Automation.Tickets.History;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Tests.Assignment;

public abstract class AssignmentTests(DeskTestDatabase store) : RuleBookTest(store)
{
    private const string Sam = "sam@contoso.example";
    private const string Sue = "sue@contoso.example";
    private const string Nina = "nina@contoso.example";

    [Fact]
    public async Task The_least_busy_member_gets_the_ticket_also_within_one_batch()
    {
        await ChooseAsync(AssigneeStrategies.LeastBusy);

        await LogAsync(Eml.Write(), Eml.Write(), Eml.Write());

        (await AssigneesAsync(1, 2, 3)).Should().Equal(Sam, Sue, Sam);
        await SetStatusAsync(1, TicketStatus.Resolved);
        await SetStatusAsync(3, TicketStatus.Closed);
        (await OpenAsync(Eml.Write())).Ticket.Assignee.Should().Be(Sam, "Sam has none that is open, Sue has one");
        var given = Last<Assigned>(await TicketAsync(1));
        (given.Assignee, given.Strategy, given.Actor).Should().Be((Sam, AssigneeStrategies.LeastBusy, "rules"));
    }

    [Fact]
    public async Task In_turn_the_one_who_waited_longest_gets_it_however_much_is_open()
    {
        await ChooseAsync(AssigneeStrategies.InTurn);
        await LogAsync(Eml.Write(), Eml.Write(), Eml.Write());
        await SetStatusAsync(1, TicketStatus.Resolved);
        await SetStatusAsync(3, TicketStatus.Resolved);

        (await OpenAsync(Eml.Write())).Ticket.Assignee.Should().Be(Sue);
        (await AssigneesAsync(1, 2, 3)).Should().Equal(Sam, Sue, Sam);
    }

    [Fact]
    public async Task Without_a_strategy_nobody_is_chosen() =>
        (await OpenAsync(Eml.Write())).Ticket.Assignee.Should().BeNull();

    [Fact]
    public async Task A_correction_of_the_team_gives_the_ticket_to_somebody_of_the_new_one()
    {
        await ChooseAsync(AssigneeStrategies.LeastBusy);
        await OpenAsync(Eml.Write());

        await Corrections.CorrectAsync(1, new Correction(Team: "network"), "sam", default);

        var ticket = await TicketAsync(1);
        ticket.Ticket.Assignee.Should().Be(Nina);
        Kinds(ticket).TakeLast(2).Should().Equal("classification-corrected", "assigned");
        await Corrections.CorrectAsync(1, new Correction(Team: "nobody-yet"), "sam", default);
        (await TicketAsync(1)).Ticket.Assignee.Should().BeNull("the team has no members");
        await Corrections.CorrectAsync(1, new Correction(Team: "network"), "sam", default);
        Kinds(await TicketAsync(1)).Last().Should().Be("classification-corrected", "who has no ticket loses none");
    }

    [Fact]
    public async Task Watchers_take_part_and_get_a_copy_of_the_first_reply_but_never_the_desk_itself()
    {
        await DraftAsync("routing", set => set with { Otherwise = [.. set.Otherwise, new OutcomeValue(StandardOutcomes.Watchers, ["boss@contoso.example", TestDesk.Facilities])] });
        await PublishAsync("routing");

        var ticket = await OpenAsync(Eml.Write());

        ticket.Participants.Should().BeEquivalentTo("ann.lee@contoso.example", "boss@contoso.example");
        var reply = OutboxJson.ReadMail((await ReadAsync(c => c.Outbox.SingleAsync())).Payload);
        (reply.To.Single().Address, reply.Cc.Single().Address).Should().Be(("ann.lee@contoso.example", "boss@contoso.example"));
        (await LogAsync(Eml.Write(from: "boss@contoso.example", subject: $"Re: Printer [{TicketNumber.Format(1)}]"))).TicketNumber.Should().Be(1, "a watcher may write on the ticket");
    }

    private async Task ChooseAsync(string strategy)
    {
        await DraftAsync("routing", set => set with { Otherwise = [.. set.Otherwise, new OutcomeValue(StandardOutcomes.Assignee, [strategy])] });
        await PublishAsync("routing");
    }

    private async Task<List<string?>> AssigneesAsync(params long[] numbers)
    {
        var found = new List<string?>();
        foreach (var number in numbers)
            found.Add((await TicketAsync(number)).Ticket.Assignee);
        return found;
    }
}

public sealed class AssignmentOnSqlite() : AssignmentTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class AssignmentOnPostgres(PostgresServer server) : AssignmentTests(server.Empty()), IOnPostgres;
