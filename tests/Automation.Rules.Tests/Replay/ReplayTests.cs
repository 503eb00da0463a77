using System.Runtime.CompilerServices;
using Automation.Rules.Compilation;
using Automation.Rules.Evaluation;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using Automation.Rules.Replay;
using static Automation.Rules.Tests.Evaluation.RuleWriting;

namespace Automation.Rules.Tests.Replay;

public sealed class ReplayTests
{
    private static readonly RuleChain Current = RuleChain.Compile([
        Set(HitPolicy.First, Rule("printers", Where(StandardFields.Subject, Operator.ContainsAnyWord, "printer"), StandardOutcomes.Team, "printing"))]);

    private static readonly RuleChain Draft = RuleChain.Compile([
        Set(HitPolicy.First,
            Rule("labels", Where(StandardFields.Subject, Operator.ContainsAllWords, "label", "printer"), StandardOutcomes.Team, "warehouse"),
            Rule("printers", Where(StandardFields.Subject, Operator.ContainsAnyWord, "printer"), StandardOutcomes.Team, "printing"))]);

    private static PastTicket Ticket(int number, string subject, string? team = null) =>
        new($"T-{number}", new FactSheet().Set(StandardFields.Subject, subject))
        {
            Settled = team is null ? null : [new OutcomeValue(StandardOutcomes.Team, [team])],
        };

    [Fact]
    public async Task What_changes_is_counted_from_what_to_what_and_listed_with_the_rules_that_did_it()
    {
        PastTicket[] tickets = [Ticket(1, "printer jam"), Ticket(2, "label printer", "warehouse"), Ticket(3, "vpn"), Ticket(4, "printer label", "printing")];

        var report = await new RuleReplay(Current, Draft).RunAsync(Stream(tickets));

        (report.Tickets, report.Changed, report.IsCut).Should().Be((4, 2, false));
        var team = report.Outcomes.Should().ContainSingle().Subject;
        team.Outcome.Should().Be(StandardOutcomes.Team);
        team.Moves.Should().Equal(new ValueMove("printing", "warehouse", 2));
        team.Accuracy.Should().Be(new ReplayAccuracy(2, RightBefore: 1, RightAfter: 1));
        report.Changes.Select(change => change.Ticket.Key).Should().Equal("T-2", "T-4");
        report.Changes[0].Outcomes.Should().Equal(new OutcomeChange(
            StandardOutcomes.Team, "printing", new RuleHit("demo", 1, "printers"), "warehouse", new RuleHit("demo", 1, "labels"), "warehouse", true));
        report.Rules.Should().Equal(new RuleReplayHits("demo", "printers", 3, 1), new RuleReplayHits("demo", "labels", null, 2));
    }

    [Fact]
    public async Task A_value_that_is_new_or_gone_moves_from_or_to_nothing()
    {
        var report = await new RuleReplay(Current, RuleChain.Compile([])).RunAsync(Stream([Ticket(1, "printer")]));
        report.Outcomes.Single().Moves.Should().Equal(new ValueMove("printing", null, 1));
        report = await new RuleReplay(RuleChain.Compile([]), Current).RunAsync(Stream([Ticket(1, "printer")]));
        report.Outcomes.Single().Moves.Should().Equal(new ValueMove(null, "printing", 1));
    }

    [Fact]
    public async Task Tags_in_another_order_are_no_change()
    {
        static RuleChain Tagging(params string[] tags) => RuleChain.Compile([
            Set(HitPolicy.Collect, Rule("tags", Where(StandardFields.Subject, Operator.ContainsAnyWord, "printer"), StandardOutcomes.Tags, tags))]);

        (await new RuleReplay(Tagging("a", "b"), Tagging("B", "a")).RunAsync(Stream([Ticket(1, "printer")]))).Changed.Should().Be(0);
        (await new RuleReplay(Tagging("a", "b"), Tagging("a")).RunAsync(Stream([Ticket(1, "printer")])))
            .Outcomes.Single().Moves.Should().Equal(new ValueMove("a, b", "a", 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Any_number_of_threads_gives_the_same_report(int workers)
    {
        var tickets = Enumerable.Range(0, 5_000).Select(i => Ticket(i, (i % 3) switch { 0 => "label printer", 1 => "printer", _ => "vpn" }, i % 2 == 0 ? "warehouse" : null)).ToArray();
        var told = new Told();

        var report = await new RuleReplay(Current, Draft).RunAsync(Stream(tickets), new ReplayOptions { Workers = workers, MostChanges = 200 }, told);

        (report.Tickets, report.Changed, report.IsCut).Should().Be((5_000, 1_667, true));
        report.Changes.Select(change => change.Position).Should().Equal(Enumerable.Range(0, 200).Select(i => i * 3L));
        report.Outcomes.Single().Accuracy.Should().Be(new ReplayAccuracy(2_500, 0, 834));
        told.Reports.Should().BeInAscendingOrder(one => one.Done);
        told.Reports[^1].Should().Be(new ReplayProgress(5_000, 1_667));
    }

    [Fact]
    public async Task Cancelling_ends_it_and_closes_the_stream()
    {
        using var cancel = new CancellationTokenSource();
        var closed = false;

        async IAsyncEnumerable<PastTicket> Endless([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            try
            {
                for (var i = 0; ; i++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await Task.Yield();
                    yield return Ticket(i, "printer");
                }
            }
            finally
            {
                closed = true;
            }
        }

        var run = () => new RuleReplay(Current, Draft).RunAsync(Endless(), progress: new Told { Then = cancel.Cancel }, cancellationToken: cancel.Token);

        await run.Should().ThrowAsync<OperationCanceledException>();
        closed.Should().BeTrue();
    }

    [Fact]
    public async Task A_stream_or_a_listener_that_fails_ends_it_with_its_own_error()
    {
        static async IAsyncEnumerable<PastTicket> Broken()
        {
            await Task.Yield();
            yield return Ticket(1, "printer");
            throw new InvalidDataException("the disk is gone");
        }

        var reading = () => new RuleReplay(Current, Draft).RunAsync(Broken());
        await reading.Should().ThrowAsync<InvalidDataException>();

        var tickets = Enumerable.Range(0, 5_000).Select(i => Ticket(i, "printer")).ToArray();
        var listening = () => new RuleReplay(Current, Draft).RunAsync(Stream(tickets), progress: new Told { Then = () => throw new InvalidDataException("no ear") });
        await listening.Should().ThrowAsync<InvalidDataException>();
    }

    [Fact]
    public void A_ticket_is_explained_both_ways_with_the_rules_that_did_not_hold()
    {
        var both = new RuleReplay(Current, Draft).Explain(Ticket(1, "printer jam"));
        both.Before.Trace!.Sets[0].Rules.Select(rule => rule.Result).Should().Equal(RuleResult.Hit);
        both.After.Trace!.Sets[0].Rules.Select(rule => rule.Result).Should().Equal(RuleResult.Missed, RuleResult.Hit);
        both.After.Trace.Sets[0].Rules[0].Why!.Holds.Should().BeFalse();
    }

    private static async IAsyncEnumerable<PastTicket> Stream(PastTicket[] tickets)
    {
        foreach (var ticket in tickets)
        {
            await Task.CompletedTask;
            yield return ticket;
        }
    }

    private sealed class Told : IProgress<ReplayProgress>
    {
        public List<ReplayProgress> Reports { get; } = [];

        public Action? Then { get; init; }

        public void Report(ReplayProgress value)
        {
            Reports.Add(value);
            Then?.Invoke();
        }
    }

    [Fact]
    public async Task Rules_and_sets_in_whose_time_no_ticket_came_had_no_chance()
    {
        var at = new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);
        Rule Named(string name) => Rule(name, Where(StandardFields.Subject, Operator.ContainsAnyWord, "printer"), StandardOutcomes.Tags, name);
        var draft = RuleChain.Compile([
            new RuleSet("one", 1, HitPolicy.Collect, [
                Named("always"), Named("later") with { From = at.AddDays(9) }, Named("then") with { From = at.AddDays(4), Until = at.AddDays(5).AddTicks(1) },
                Named("over") with { Until = at }, Named("between") with { From = at.AddDays(1), Until = at.AddDays(2) }, Named("off") with { From = at.AddDays(9), Enabled = false }]),
            new RuleSet("two", 1, HitPolicy.Collect, [Named("within"), Named("later") with { From = at.AddDays(20) }]) { From = at.AddDays(6) },
            new RuleSet("three", 1, HitPolicy.Collect, [Named("switched-off")]) { From = at.AddDays(6), Enabled = false },
        ]);
        PastTicket Came(int day) => new($"T-{day}", new FactSheet { At = at.AddDays(day) }.Set(StandardFields.Subject, "printer"));

        var report = await new RuleReplay(draft, draft).RunAsync(Stream([Came(0), Came(5)]), new ReplayOptions { Workers = 3 });

        report.WithoutChance.Should().Equal(
            new DatedRule("one", "later", at.AddDays(9), null), new DatedRule("one", "over", null, at), new DatedRule("one", "between", at.AddDays(1), at.AddDays(2)),
            new DatedRule("two", "within", at.AddDays(6), null), new DatedRule("two", "later", at.AddDays(20), null));
    }
}
