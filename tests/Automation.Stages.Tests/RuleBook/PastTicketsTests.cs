using Automation.Rules.Evaluation;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Replay;
using Automation.Stages.Corrections;
using Automation.Stages.Log;
using Automation.Stages.RuleBook;
using Automation.Stages.Tests.Desk;
using Automation.Storage.RuleBook;
using Automation.Tests.Databases;
using Automation.Tickets.History;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Tests.RuleBook;

public abstract class PastTicketsTests(DeskTestDatabase store) : RuleBookTest(store)
{
    private static readonly PastRange All = new() { Last = 1_000 };

    [Fact]
    public async Task A_ticket_of_the_past_is_decided_again_exactly_as_it_was()
    {
        await LogAsync(
            Eml.Write(subject: "VPN outage", body: "Nobody can connect."),
            Eml.Write("Carla Meyer <carla.meyer@contoso.example>", "Passwort vergessen", "Ich kann mich nicht anmelden."),
            Eml.Write("x@partner.example", "Please provide a new laptop", "For our new starter."),
            Eml.Write(subject: "SAP fails", body: "It is urgent.\n\n> On Monday somebody wrote:\n> the printer is broken"));
        var past = await ReadPastAsync();

        past.Should().HaveCount(4);
        foreach (var ticket in past)
        {
            TicketNumber.TryParse(ticket.Key, out var number).Should().BeTrue();
            var stored = TraceJson.Read((await TicketAsync(number)).Decisions.Single().Trace);
            var again = Desk.Holder.Current.Rules.Decide(ticket.Facts, TraceDetail.Hits);
            TraceJson.Write(again.Trace!).Should().Be(TraceJson.Write(stored), ticket.Key);
        }
    }

    [Fact]
    public async Task What_was_kept_with_the_decision_is_what_reading_the_mail_again_gives()
    {
        await LogAsync(
            Eml.Write(subject: "VPN outage", body: "Nobody can connect.\n\n> On Monday somebody wrote:\n> it works"),
            Eml.Write("Dieter Braun <Dieter.Braun@contoso.example>", "Drucker", "Der Drucker druckt nicht mehr.", ("Importance", "high")),
            Eml.Write(body: string.Join(' ', Enumerable.Repeat("much", 8_000))));
        var kept = await ReadPastAsync();

        // A mail that cannot be read any more shows that it was not.
        var rows = await ReadAsync(c => c.Inbox.AsNoTracking().ToDictionaryAsync(x => x.Id, x => x.Row));
        await WriteAsync(c => c.Inbox.ExecuteUpdateAsync(set => set.SetProperty(x => x.Row, EmlSource.Unreadable.ToArray())));
        (await ReadPastAsync()).Select(Told).Should().Equal(kept.Select(Told)).And.HaveCount(3);

        await WriteAsync(async c =>
        {
            await c.WrittenFacts.ExecuteDeleteAsync();
            foreach (var item in await c.Inbox.ToListAsync())
                item.Row = rows[item.Id];
        });
        (await ReadPastAsync()).Select(Told).Should().Equal(kept.Select(Told));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(-1)]
    public async Task A_mail_of_which_nothing_was_kept_or_by_other_code_is_read_anew_and_kept(int? reading)
    {
        await LogAsync(Eml.Write(subject: "VPN outage"), Eml.Write(subject: "Coffee"));
        await WriteAsync(c => reading is { } other
            ? c.WrittenFacts.ExecuteUpdateAsync(set => set.SetProperty(x => x.Reading, other).SetProperty(x => x.Facts, Array.Empty<byte>()))
            : c.WrittenFacts.ExecuteDeleteAsync());

        (await ReadPastAsync()).Select(t => FactText.Of(t.Facts, StandardFields.Subject)).Should().Equal("Coffee", "VPN outage");

        (await ReadAsync(c => c.WrittenFacts.Select(x => x.Reading).ToListAsync())).Should().Equal(WrittenFactsJson.Reading, WrittenFactsJson.Reading);
        await WriteAsync(c => c.Inbox.ExecuteUpdateAsync(set => set.SetProperty(x => x.Row, EmlSource.Unreadable.ToArray())));
        (await ReadPastAsync()).Should().HaveCount(2);
    }

    [Fact]
    public async Task A_follow_up_is_decided_by_no_rule_and_keeps_nothing()
    {
        var opened = await OpenAsync(Eml.Write(subject: "VPN outage"));
        await LogAsync(Eml.Write(subject: "Re: VPN outage", headers: ("In-Reply-To", Incoming(opened).InternetMessageId!)));

        (await ReadAsync(c => c.WrittenFacts.Select(x => x.InboxId).ToListAsync())).Should().Equal((await InboxAsync())[0].Id);
    }

    [Fact]
    public async Task The_last_so_many_and_a_range_of_days_are_the_tickets_asked_for()
    {
        await LogAsync(Eml.Write(subject: "One"), Eml.Write(subject: "Two"), Eml.Write(subject: "Three"));
        (await ReadPastAsync(new PastRange { Last = 2 })).Select(t => t.Key).Should().Equal("HD-3", "HD-2");
        (await Past.CountAsync(new PastRange { Last = 2 }, default)).Should().Be(2);
        (await ReadPastAsync(new PastRange { From = Desk.Source.ReceivedAt.AddDays(1) })).Should().BeEmpty();
        (await ReadPastAsync(new PastRange { From = Desk.Source.ReceivedAt, Until = Desk.Source.ReceivedAt.AddDays(1) })).Should().HaveCount(3);
    }

    [Fact]
    public async Task A_replay_tells_what_a_draft_would_change_and_which_agents_would_agree()
    {
        await LogAsync(Eml.Write(subject: "Coffee one"), Eml.Write(subject: "Coffee two"), Eml.Write(subject: "Printer"));
        await Corrections.CorrectAsync(1, new Correction(Team: "network"), "sam", default);
        await DraftAsync("routing", set => ToNetwork(set));

        var run = await EndAsync(await Replays.StartAsync(All, Ann, default));

        run.State.Should().Be(ReplayRunState.Finished, run.Problem);
        var report = run.Report!;
        (report.Tickets, report.Changed, run.Total).Should().Be((3, 2, 3));
        var team = report.Outcomes.Single(o => o.Outcome == StandardOutcomes.Team);
        team.Moves.Single().Should().Be(new ValueMove("service-desk", "network", 2));
        team.Accuracy.Should().Be(new ReplayAccuracy(1, 0, 1));
        report.Changes.Select(c => c.Ticket.Key).Should().Equal("HD-2", "HD-1");
        var both = run.Explain(0)!;
        both.Before[StandardOutcomes.Team].Should().Be("service-desk");
        both.After.SourceOf(StandardOutcomes.Team)!.Value.Rule.Should().Be("coffee-to-network");
        run.Explain(7).Should().BeNull();
    }

    [Fact]
    public async Task A_cancelled_replay_ends_as_cancelled()
    {
        await LogAsync([.. Enumerable.Range(0, 30).Select(i => (ReadOnlyMemory<byte>)Eml.Write(subject: $"Mail {i}"))]);
        var run = await Replays.StartAsync(All, Ann, default);
        run.Cancel();

        await EndAsync(run);

        // A run of thirty may be over before it hears of the cancellation.
        run.State.Should().BeOneOf(ReplayRunState.Cancelled, ReplayRunState.Finished);
        (run.State == ReplayRunState.Finished).Should().Be(run.Report is not null);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(ReplayRuns.MostTickets + 1)]
    public async Task A_replay_of_too_few_or_too_many_is_refused(int last) =>
        await FluentActions.Awaiting(() => Replays.StartAsync(new PastRange { Last = last }, Ann, default)).Should().ThrowAsync<ArgumentException>().WithMessage("*1 to*");

    [Fact]
    public async Task A_ticket_and_a_pasted_mail_are_tried_with_and_without_the_drafts()
    {
        await LogAsync(Eml.Write(subject: "Coffee machine"));
        await DraftAsync("routing", set => ToNetwork(set));

        var ticket = (await Trials.TryTicketAsync(1, withDrafts: true, default))!;
        ticket.Decision[StandardOutcomes.Team].Should().Be("network");
        var rule = ticket.Trace.Sets.Single(s => s.Set == "routing").Rules[0];
        (rule.Rule, rule.Result).Should().Be(("coffee-to-network", RuleResult.Hit));
        var match = rule.Why!.Matches!.Single();
        ticket.Facts.Subject.Substring(match.Start, match.Length).Should().Be("Coffee");
        (await Trials.TryTicketAsync(1, withDrafts: false, default))!.Decision[StandardOutcomes.Team].Should().Be("service-desk");
        (await Trials.TryTicketAsync(99, withDrafts: true, default)).Should().BeNull();

        var raw = await Trials.TryMailAsync("From: carla.meyer@contoso.example\r\nSubject: VPN outage\r\n\r\nNobody can connect.", true, default);
        (raw.Decision[StandardOutcomes.Priority], raw.Decision[StandardOutcomes.SlaPolicy], raw.Facts.Subject).Should().Be(("P1", "vip", "VPN outage"));
        var plain = await Trials.TryMailAsync("The heating is broken.\nPlease help: it is cold.", true, default);
        (plain.Decision[StandardOutcomes.Category], plain.Facts.Subject, plain.Facts.Body).Should().Be(("facilities", "", "The heating is broken.\nPlease help: it is cold."));
        var words = await Trials.TryMailAsync("Hello: the VPN is down.\nUrgent: nobody can work.", true, default);
        (words.Facts.Subject, words.Facts.Body).Should().Be(("", "Hello: the VPN is down.\nUrgent: nobody can work."));
        var mbox = await Trials.TryMailAsync("From ann@contoso.example Mon May  2 16:07:05 2005\nsubject: Coffee\nX-Odd: 1\n folded\n\nIt is cold.", true, default);
        (mbox.Facts.Subject, mbox.Facts.Body, mbox.Decision[StandardOutcomes.Team]).Should().Be(("Coffee", "It is cold.", "network"));
        await FluentActions.Awaiting(() => Trials.TryMailAsync(" ", true, default)).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Hits_are_counted_with_the_tickets_and_a_mail_that_fails_counts_nothing()
    {
        await LogAsync(Eml.Write(subject: "VPN one"), Eml.Write(subject: "VPN two"));
        (await Insight.HitsAsync(default))[("routing", "network")].Hits.Should().Be(2);

        // A follow-up is decided by no rule again.
        var opened = await TicketAsync(1);
        await LogAsync(Eml.Write(subject: "Re: VPN one", headers: ("In-Reply-To", Incoming(opened).InternetMessageId!)));

        (await Insight.HitsAsync(default))[("routing", "network")].Hits.Should().Be(2);
        (await Insight.HitsAsync(default)).Should().NotContainKey(("routing", "facilities"));
    }

    [Fact]
    public async Task A_rule_keeps_its_hits_under_another_name_and_after_rolling_back()
    {
        await LogAsync(Eml.Write(subject: "VPN one"), Eml.Write(subject: "VPN two"));
        var hits = new RuleHits(Database);
        await hits.GatherAsync(default);
        await LogAsync(Eml.Write(subject: "VPN three"));
        var before = (await Insight.HitsAsync(default))[("routing", "network")];

        await DraftAsync("routing", set => set with { Rules = [.. set.Rules.Select(rule => rule.Name == "network" ? rule with { Name = "cables" } : rule)] });
        await PublishAsync("routing");

        var counted = await Insight.HitsAsync(default);
        counted.Should().NotContainKey(("routing", "network"));
        counted[("routing", "cables")].Should().BeEquivalentTo(before with { Rule = "cables" });
        await hits.GatherAsync(default);
        (await Insight.HitsAsync(default))[("routing", "cables")].Should().BeEquivalentTo(before with { Rule = "cables" });
        await Editor.RollBackAsync("routing", 1, inForceVersion: 2, "back", Bob, default);
        (await Insight.HitsAsync(default))[("routing", "network")].Hits.Should().Be(3);
    }

    [Fact]
    public async Task Odd_rules_are_found_in_the_draft_and_names_that_are_gone()
    {
        await DraftAsync("routing", set => set with
        {
            HitPolicy = HitPolicy.First,
            Rules = [Rule("wide", "coffee"), Rule("narrow", "coffee"), Rule("nowhere", "tea") with { Then = [new OutcomeValue(StandardOutcomes.Team, ["no-such-team"])] }, .. set.Rules],
        });
        var workspace = await Editor.ReadAsync(default);

        var findings = await Insight.FindingsAsync(workspace, withDrafts: true, await Insight.HitsAsync(default), default);

        findings.Where(f => f.Set == "routing").Select(f => (f.Rule, f.Kind.ToString())).Should().Contain([("narrow", "Shadowed"), ("nowhere", "UnknownName")]);
        (await Insight.FindingsAsync(workspace, withDrafts: false, await Insight.HitsAsync(default), default)).Should().NotContain(f => f.Rule == "narrow");
    }

    [Fact]
    public async Task Corrections_suggest_a_rule()
    {
        await LogAsync([.. Enumerable.Range(0, 60).Select(i => (ReadOnlyMemory<byte>)Eml.Write(subject: i % 2 == 0 ? $"Projector {i} is dark" : $"Question {i} on my badge", body: "Please look."))]);
        for (var number = 1L; number <= 60; number++)
        {
            var ticket = await TicketAsync(number);
            await Corrections.CorrectAsync(number, ticket.Ticket.Subject.StartsWith("Projector", StringComparison.Ordinal) ? new Correction(Team: "network") : new Correction(Category: "access"), "sam", default);
        }

        var report = await Insight.SuggestAsync(All, default);

        report.Rules.Should().Contain(r => r.Set == "routing" && r.Rule.Then.Any(t => t.Outcome == StandardOutcomes.Team && t.Values[0] == "network"));
    }

    private async Task<List<PastTicket>> ReadPastAsync(PastRange? range = null)
    {
        var tickets = new List<PastTicket>();
        await foreach (var ticket in Past.ReadAsync(range ?? All, default))
            tickets.Add(ticket);
        return tickets;
    }

    /// <summary>Every field as people read it.</summary>
    private static string Told(PastTicket ticket) =>
        $"{ticket.Key} {ticket.Facts.At:O}\n" + string.Join('\n', StandardFields.All.Select(field => $"{field.Name}={FactText.Of(ticket.Facts, field)}"));

    private static async Task<ReplayRun> EndAsync(ReplayRun run)
    {
        await run.Ended.WaitAsync(TimeSpan.FromSeconds(60));
        return run;
    }
}

public sealed class PastTicketsOnSqlite() : PastTicketsTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class PastTicketsOnPostgres(PostgresServer server) : PastTicketsTests(server.Empty()), IOnPostgres;
