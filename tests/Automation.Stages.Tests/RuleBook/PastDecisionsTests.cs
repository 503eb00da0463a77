using Automation.Rules.Evaluation;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Stages.RuleBook;
using Automation.Stages.Tests.Desk;
using Automation.Storage.Inbox;
using Automation.Storage.Tickets;
using Automation.Tests.Databases;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Tests.RuleBook;

public abstract class PastDecisionsTests(DeskTestDatabase store) : RuleBookTest(store)
{
    [Fact]
    public async Task Why_the_other_rules_did_not_hold_is_told_by_the_versions_that_decided_whatever_is_in_force_now()
    {
        await PutFirstAsync("""{"all":[{"field":"subject","operator":"containsAnyWord","value":["printer"]},{"field":"requester.vip","operator":"is","value":true}]}""");
        var ticket = await OpenAsync(Eml.Write());
        var stored = TraceJson.Read(ticket.Decisions.Single().Trace);
        stored.IsWithoutMisses.Should().BeTrue("only what held is kept");
        Time.Advance(TimeSpan.FromMinutes(1));
        await DraftAsync("category", set => set with { Rules = [.. set.Rules.Skip(2)] });
        await PublishAsync("category");
        await DraftListsAsync();

        var all = await ExplainAsync(ticket, stored);

        var missed = all!.Sets[0].Rules[0];
        (all.Sets[0].Version, missed.Rule, missed.Result).Should().Be((2, "first", RuleResult.Missed));
        missed.Why!.Parts.Should().ContainSingle("the part that settled it is reason enough").Which.Field.Should().Be("requester.vip");
        TraceJson.Write(all with { Sets = [.. all.Sets.Select(s => s with { Rules = [.. s.Rules.Where(r => r.Result == RuleResult.Hit)] })] }).Should().Be(TraceJson.Write(stored), "it is the same decision");
    }

    [Fact]
    public async Task What_would_be_decided_otherwise_today_is_not_passed_off_as_the_decision_of_then()
    {
        var ticket = await OpenAsync(Eml.Write());
        var stored = TraceJson.Read(ticket.Decisions.Single().Trace);
        (await ExplainAsync(ticket, stored)).Should().NotBeNull();

        await ReadAsync(c => c.People.Where(p => p.Address == "ann.lee@contoso.example").ExecuteUpdateAsync(s => s.SetProperty(p => p.IsVip, true)));

        (await ExplainAsync(ticket, stored)).Should().BeNull("for a VIP the rules decide otherwise");
        (await new PastDecisions(Editor, Past).ExplainAsync(99, stored, Time.GetUtcNow(), default)).Should().BeNull("there is no such ticket");
    }

    [Fact]
    public async Task A_mail_that_a_rule_ignored_is_explained_and_tried_again_without_a_ticket()
    {
        await OpenAsync(Eml.Write(subject: "Printer"));
        await DraftAsync("category", set => set with { Rules = [IgnoringRule("again", """,{"field":"requester.ticketsLastDay","operator":"isAtLeast","value":1}"""), IgnoringRule("canteen"), .. set.Rules] });
        await PublishAsync("category");
        Time.Advance(TimeSpan.FromMinutes(1));
        await LogAsync(Eml.Write("Dieter Braun <dieter.braun@contoso.example>", "Lunch menu"), Eml.Write(subject: "Lunch menu"));
        var mails = await InboxAsync();
        mails.Skip(1).Select(Ended).Should().Equal("Ignored:rule", "Ignored:rule");
        var inbox = new InboxQueries(Database, Time);

        foreach (var (mail, by) in new[] { (mails[1], "canteen"), (mails[2], "again") })
        {
            var decision = (await inbox.FindDecisionAsync(mail.Id, default))!;
            var all = await new PastDecisions(Editor, Past).ExplainMailAsync(mail.Id, TraceJson.Read(decision.Trace), decision.At, default);
            all!.Sets[0].Rules.TakeWhile(r => r.Rule != by).Select(r => (r.Rule, r.Result)).Should().Equal(by == "again" ? [] : [("again", RuleResult.Missed)]);
            all.Sets[0].Rules.First(r => r.Result == RuleResult.Hit).Rule.Should().Be(by, "the tickets of its writer are counted as of then");
        }

        await DraftAsync("category", set => set with { Rules = [.. set.Rules.Skip(2)] });
        (await Trials.TryInboxAsync(mails[1].Id, withDrafts: false, default))!.Decision.IsIgnored.Should().BeTrue();
        (await Trials.TryInboxAsync(mails[1].Id, withDrafts: true, default))!.Decision.IsIgnored.Should().BeFalse();
        (await Trials.TryInboxAsync(4711, withDrafts: true, default)).Should().BeNull();
        (await inbox.FindDecisionAsync(4711, default)).Should().BeNull();
    }

    /// <param name="more">A second condition; empty for none.</param>
    private static Rule IgnoringRule(string name, string more = "") => RuleSetReader.Read(
        $$$"""{"name":"x","version":1,"hitPolicy":"first","rules":[{"name":"{{{name}}}","when":{"all":[{"field":"subject","operator":"containsAnyWord","value":["lunch"]}{{{more}}}]},"then":{"ignore":"It is the canteen."}}]}""", "x").Rules[0];

    private Task<DecisionTrace?> ExplainAsync(TicketDetail ticket, DecisionTrace stored) =>
        new PastDecisions(Editor, Past).ExplainAsync(ticket.Ticket.Number, stored, ticket.Decisions.Single().At, default);

    private async Task PutFirstAsync(string when)
    {
        var rule = RuleSetReader.Read($$$"""{"name":"x","version":1,"hitPolicy":"first","rules":[{"name":"first","when":{{{when}}},"then":{"type":"problem"}}]}""", "x").Rules[0];
        await DraftAsync("category", set => set with { Rules = [rule, .. set.Rules] });
        await PublishAsync("category");
    }

    /// <summary>Every list means something else now.</summary>
    private async Task DraftListsAsync()
    {
        var document = await DocumentAsync("lists");
        var other = new NamedLists(document.InForce!.Lists!.All.Values.ToDictionary(l => l.Name, l => new NamedList(l.Name, null, ["printer"])));
        await Editor.SaveDraftAsync("lists", RuleSetWriter.Write(other), document.DraftVersion, document.InForceVersion, Ann, default);
        await PublishAsync("lists");
    }
}

public sealed class PastDecisionsOnSqlite() : PastDecisionsTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class PastDecisionsOnPostgres(PostgresServer server) : PastDecisionsTests(server.Empty()), IOnPostgres;
