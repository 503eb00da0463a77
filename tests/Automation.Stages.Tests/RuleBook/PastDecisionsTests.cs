using Automation.Rules.Evaluation;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Stages.RuleBook;
using Automation.Stages.Tests.Desk;
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
