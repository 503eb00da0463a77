using Automation.Stages.Corrections;
using Automation.Stages.Tests.Desk;
using Automation.Stages.Tests.RuleBook;
using Automation.Tests.Databases;
using Automation.Tickets.History;

namespace Automation.Stages.Tests.Corrections;

public abstract class TicketCorrectionsTests(DeskTestDatabase store) : RuleBookTest(store)
{
    [Fact]
    public async Task A_correction_is_an_event_with_who_and_what_and_the_decision_of_the_rules_stays()
    {
        var before = await OpenAsync(Eml.Write());

        var corrected = await Corrections.CorrectAsync(1, new Correction(Team: "network", Category: "network/vpn"), "sam", default);

        corrected!.Before.Team.Should().Be("service-desk");
        var ticket = await TicketAsync(1);
        (ticket.Ticket.Team, ticket.Ticket.Category, ticket.Ticket.Priority).Should().Be(("network", "network/vpn", before.Ticket.Priority));
        var happened = Last<ClassificationCorrected>(ticket);
        (happened.Actor, happened.After.Team, happened.After.Category, happened.After.Priority).Should().Be(("sam", "network", "network/vpn", null));
        ticket.History.Take(before.History.Count).Should().BeEquivalentTo(before.History, o => o.RespectingRuntimeTypes().WithStrictOrdering());
        ticket.Decisions.Should().BeEquivalentTo(before.Decisions);
        TicketState.From(ticket.History).Classification.Team.Should().Be("network");
    }

    [Fact]
    public async Task Another_priority_makes_another_promise_counted_from_the_opening()
    {
        var before = await OpenAsync(Eml.Write());
        before.Ticket.Priority.Should().Be("P4");
        Time.Advance(TimeSpan.FromMinutes(10));

        await Corrections.CorrectAsync(1, new Correction(Priority: "P1"), "sam", default);

        var ticket = await TicketAsync(1);
        Kinds(ticket).TakeLast(2).Should().Equal("classification-corrected", "service-level-set");
        ticket.Ticket.ResolutionDue.Should().BeBefore(before.Ticket.ResolutionDue!.Value);
        var direct = await OpenAsync(Eml.Write(subject: "VPN outage", body: "Nobody can connect, urgent."));
        direct.Ticket.Priority.Should().Be("P1");
        ticket.Ticket.ResolutionDue.Should().Be(direct.Ticket.ResolutionDue, "both were received at the same instant and are P1");
    }

    [Fact]
    public async Task The_same_values_again_change_nothing()
    {
        await OpenAsync(Eml.Write());
        (await Corrections.CorrectAsync(1, new Correction(Team: "service-desk"), "sam", default)).Should().BeNull();
        (await Corrections.CorrectAsync(1, new Correction(), "sam", default)).Should().BeNull();
        (await TicketAsync(1)).History.OfType<ClassificationCorrected>().Should().BeEmpty();
    }

    [Theory]
    [InlineData("team", "no-such-team")]
    [InlineData("category", "no/such")]
    [InlineData("priority", "P9")]
    [InlineData("type", "wish")]
    public async Task What_does_not_exist_is_refused_by_name(string what, string value)
    {
        await OpenAsync(Eml.Write());
        var correction = what switch { "team" => new Correction(Team: value), "category" => new Correction(Category: value), "priority" => new Correction(Priority: value), _ => new Correction(Type: value) };

        var correct = () => Corrections.CorrectAsync(1, correction, "sam", default);

        (await correct.Should().ThrowAsync<CorrectionException>()).Where(e => e.What == what && e.Message.Contains(value));
    }

    [Fact]
    public async Task A_ticket_that_does_not_exist_is_told() =>
        await FluentActions.Awaiting(() => Corrections.CorrectAsync(7, new Correction(Priority: "P1"), "sam", default)).Should().ThrowAsync<CorrectionException>().WithMessage("*HD-7*");

    [Fact]
    public async Task Corrections_at_the_same_instant_are_all_in_the_history()
    {
        await OpenAsync(Eml.Write());
        await Task.WhenAll(
            Corrections.CorrectAsync(1, new Correction(Team: "network"), "ann", default),
            Corrections.CorrectAsync(1, new Correction(Category: "access"), "bob", default),
            Corrections.CorrectAsync(1, new Correction(Type: "problem"), "sam", default));

        var ticket = await TicketAsync(1);
        ticket.History.OfType<ClassificationCorrected>().Select(e => e.Actor).Should().BeEquivalentTo("ann", "bob", "sam");
        (ticket.Ticket.Team, ticket.Ticket.Category, ticket.Ticket.Type).Should().Be(("network", "access", "problem"));
        ticket.Ticket.EventCount.Should().Be(ticket.History.Count);
    }
}

public sealed class TicketCorrectionsOnSqlite() : TicketCorrectionsTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class TicketCorrectionsOnPostgres(PostgresServer server) : TicketCorrectionsTests(server.Empty()), IOnPostgres;
