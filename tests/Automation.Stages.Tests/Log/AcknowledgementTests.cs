using Automation.Mail.Acknowledging;
using Automation.Stages.Health;
using Automation.Stages.Tests.Desk;
using Automation.Storage.Outbox;
using Automation.Tests.Databases;
using Automation.Tickets.History;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Tests.Log;

public abstract class AcknowledgementTests(DeskTestDatabase store) : DeskTest(store)
{
    [Fact]
    public async Task A_new_ticket_is_acknowledged_with_its_number_and_by_when_somebody_answers()
    {
        var ticket = await OpenAsync(Eml.Write(subject: "No VPN connection"));
        Kinds(ticket).Should().Equal("opened", "message-received", "rules-applied", "service-level-set", "reply-queued");
        ticket.Ticket.FirstResponseDue.Should().BeAfter(Start);
        var item = await ReadAsync(c => c.Outbox.SingleAsync());
        item.SendKey.Should().Be("HD-1:acknowledgement:1");
        var mail = OutboxJson.ReadMail(item.Payload);
        mail.To.Single().Address.Should().Be("ann.lee@contoso.example");
        mail.Subject.Should().StartWith("[HD-1]").And.Contain("No VPN connection");
        mail.HtmlBody.Should().Contain("HD-1").And.Contain("Ann Lee").And.Contain("Answer by");
        mail.IsAutomatic.Should().BeTrue();
        ticket.Decisions.Single().RuleSets.Should().Contain("category v1").And.Contain("priority v1").And.Contain("routing v1");
    }

    [Fact]
    public async Task A_mail_without_words_is_not_said_to_be_understood()
    {
        var ticket = await OpenAsync(Eml.Write(subject: "", body: ""));
        (ticket.Ticket.Type, ticket.Ticket.Category).Should().Be((null, null));
        OutboxJson.ReadMail((await ReadAsync(c => c.Outbox.SingleAsync())).Payload).HtmlBody.Should().Contain("We will look at it").And.NotContain(">Kind<");
    }

    [Fact]
    public async Task A_German_requester_gets_German_text()
    {
        await OpenAsync(Eml.Write(from: "Dieter <dieter.braun@contoso.example>"));
        var item = await ReadAsync(c => c.Outbox.SingleAsync());
        OutboxJson.ReadMail(item.Payload).Subject.Should().Contain("Ihre Nachricht ist angekommen");
        Last<ReplyQueued>(await TicketAsync(1)).Template.Should().Be("acknowledgement (de)");
    }

    [Fact]
    public async Task A_VIP_gets_the_VIP_promise()
    {
        var ticket = await OpenAsync(Eml.Write(from: "carla.meyer@contoso.example"));
        ticket.Ticket.Policy.Should().Be("VIP");
        Last<RulesApplied>(ticket).Decided.Tags.Should().Contain("vip");
        (await OpenAsync(Eml.Write())).Ticket.Policy.Should().Be("Standard");
    }

    [Fact]
    public async Task Bulk_mail_and_mail_that_wants_no_answer_make_tickets_without_one()
    {
        var items = await LogAsync(
            Eml.Write(from: "news@shop.example", headers: [("Precedence", "bulk"), ("List-Unsubscribe", "<mailto:off@shop.example>")]),
            Eml.Write(from: "eve@shop.example", headers: [("X-Auto-Response-Suppress", "All")]));
        items.Select(Ended).Should().Equal("Ticket:new-ticket", "Ticket:new-ticket");
        foreach (var item in items)
            Last<ReplySkipped>(await TicketAsync(item.TicketNumber!.Value)).Reason.Should().Be("NotToMachines");
        (await CountRepliesAsync()).Should().Be(0);
    }

    [Fact]
    public async Task Addresses_of_machines_are_not_answered()
    {
        var ticket = await OpenAsync(Eml.Write(from: "no-reply@shop.example"));
        Last<ReplySkipped>(ticket).Reason.Should().Be("NotToRoleAddresses");
    }

    [Fact]
    public async Task One_sender_gets_one_acknowledgement_in_ten_minutes_and_three_in_a_day()
    {
        await Desk.LoadAsync(limits: AcknowledgementLimits.Default);
        await LogAsync([.. Enumerable.Range(0, 3).Select(i => (ReadOnlyMemory<byte>)Eml.Write(subject: $"Mail {i}"))]);
        (await CountRepliesAsync()).Should().Be(1);
        (await TicketAsync(2)).History.OfType<ReplySkipped>().Single().Reason.Should().Be("SenderCap");
        for (var i = 0; i < 4; i++)
        {
            Time.Advance(TimeSpan.FromMinutes(11));
            await LogAsync(Eml.Write(subject: $"Later {i}"));
        }

        (await CountRepliesAsync()).Should().Be(3);
        (await CountTicketsAsync()).Should().Be(7);
        Time.Advance(TimeSpan.FromDays(1));
        await LogAsync(Eml.Write(subject: "Tomorrow"));
        (await CountRepliesAsync()).Should().Be(4);
    }

    [Fact]
    public async Task The_breaker_stops_all_acknowledgements_but_no_ticket()
    {
        await Desk.LoadAsync(limits: TestDesk.NoLimits with { TotalInTenMinutes = 5 });
        await LogAsync([.. Enumerable.Range(0, 8).Select(i => (ReadOnlyMemory<byte>)Eml.Write(from: $"{(char)('a' + i)}@shop.example"))]);
        (await CountTicketsAsync()).Should().Be(8);
        (await CountRepliesAsync()).Should().Be(5);
        Last<ReplySkipped>(await TicketAsync(8)).Reason.Should().Be("TotalBreaker");
    }

    [Fact]
    public async Task The_open_breaker_is_told_with_what_to_do_until_an_acknowledgement_passes_again()
    {
        await Desk.LoadAsync(limits: TestDesk.NoLimits with { TotalInTenMinutes = 1 });
        await OpenAsync(Eml.Write(from: "a@shop.example"));
        Desk.Problems.Current.Should().BeEmpty();
        await OpenAsync(Eml.Write(from: "b@shop.example"));
        var problem = Desk.Problems.Current.Should().ContainSingle().Subject;
        (problem.Key, problem.Severity).Should().Be(("acknowledgement-breaker", ProblemSeverity.Warning));
        problem.Message.Should().Contain("1 acknowledgements in ten minutes").And.Contain("Automation:Acknowledgements:TotalPerTenMinutes").And.Contain("Tickets are made as always");

        await OpenAsync(Eml.Write(from: "no-reply@shop.example"));
        Desk.Problems.Current.Should().ContainSingle("what another guard stops says nothing about the breaker");
        Time.Advance(TimeSpan.FromMinutes(11));
        await OpenAsync(Eml.Write(from: "c@shop.example"));
        Desk.Problems.Current.Should().BeEmpty();
    }

    [Fact]
    public async Task A_domain_that_floods_is_capped()
    {
        await Desk.LoadAsync(limits: TestDesk.NoLimits with { PerDomainInHour = 2 });
        await LogAsync([.. Enumerable.Range(0, 4).Select(i => (ReadOnlyMemory<byte>)Eml.Write(from: $"{(char)('a' + i)}@shop.example"))]);
        (await CountRepliesAsync()).Should().Be(2);
        Last<ReplySkipped>(await TicketAsync(3)).Reason.Should().Be("DomainCap");
    }

    [Fact]
    public async Task A_template_that_fails_at_rendering_is_replaced_by_plain_text_and_shown()
    {
        using var content = new ContentFolderCopy();
        content.Write("templates/acknowledgement/body.liquid", "{% if ticket.subject contains 'much' %}{% for a in (1..900) %}{% for b in (1..900) %}{{ ticket.number }}{% endfor %}{% endfor %}{% endif %}");
        await Desk.LoadAsync(content.Root);
        var ticket = await OpenAsync(Eml.Write(subject: "Too much"));
        Kinds(ticket).Should().ContainInOrder("template-failed", "reply-queued");
        Last<ReplyQueued>(ticket).Template.Should().Be("built-in");
        var item = await ReadAsync(c => c.Outbox.SingleAsync());
        var mail = OutboxJson.ReadMail(item.Payload);
        mail.HtmlBody.Should().Contain("It is ticket HD-1.");
        mail.Subject.Should().Contain("[HD-1]");
        Desk.Problems.Current.Should().ContainSingle(p => p.Key.StartsWith("template:", StringComparison.Ordinal))
            .Which.Message.Should().Contain("acknowledgement/body.liquid");
    }
}

public sealed class AcknowledgementOnSqlite() : AcknowledgementTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class AcknowledgementOnPostgres(PostgresServer server) : AcknowledgementTests(server.Empty()), IOnPostgres;
