using Automation.Graph.Requests;
using Automation.Mail.Mailboxes;

namespace Automation.Graph.Tests.Emulator;

public class TroubleTests
{
    [Theory]
    [InlineData("throttled", "seconds", 7)]
    [InlineData("throttled", "date", 7)]
    [InlineData("throttled", "none", 5)]
    [InlineData("unavailable", "seconds", 7)]
    [InlineData("unavailable", "none", 1)]
    public async Task A_busy_mailbox_is_left_alone_for_as_long_as_it_asks_and_then_read(string fault, string retryAfter, int atLeastSeconds)
    {
        await using var desk = await EmulatedDesk.StartAsync();
        await desk.PutInAsync(EmulatedDesk.Eml("One"));
        await desk.FaultAsync(fault, retryAfter: retryAfter, seconds: 7);
        var before = desk.Time.GetUtcNow();

        (await desk.ReadAllAsync()).Should().ContainSingle();

        (desk.Time.GetUtcNow() - before).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(atLeastSeconds));
        desk.Graph.Counts[RequestKind.Page].Should().Be(2);
    }

    [Fact]
    public async Task A_wait_of_a_day_is_cut_to_an_hour_told_at_once_and_kept()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        await desk.FaultAsync("throttled", retryAfter: "huge");

        var first = (await FluentActions.Awaiting(() => desk.ReadAllAsync()).Should().ThrowAsync<MailboxException>()).Which;
        var second = (await FluentActions.Awaiting(() => desk.ReadAllAsync()).Should().ThrowAsync<MailboxException>()).Which;

        first.Fault.Should().Be(MailboxFault.Unavailable);
        first.RetryAfter.Should().BeCloseTo(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
        second.RetryAfter.Should().NotBeNull();
        desk.Graph.Counts[RequestKind.Page].Should().Be(1);
        desk.Graph.Gate.Pauses().Should().ContainKey(EmulatedDesk.Address);

        desk.Time.MoveTo(desk.Time.GetUtcNow() + TimeSpan.FromHours(1));
        (await desk.ReadAllAsync()).Should().BeEmpty("the mailbox was asked again and answered");
    }

    [Fact]
    public async Task Growing_pauses_without_a_header_reach_more_than_four_minutes()
    {
        await using var desk = await EmulatedDesk.StartAsync(graph: o => o with { Patience = TimeSpan.FromMinutes(30), Attempts = 9 });
        await desk.FaultAsync("throttled", remaining: 8, retryAfter: "none");

        await desk.ReadAllAsync();

        desk.Time.Waits.Max().Should().BeGreaterThan(TimeSpan.FromMinutes(4));
    }

    [Theory]
    [InlineData("gatewayTimeout")]
    [InlineData("reset")]
    public async Task Passing_faults_of_a_read_are_tried_again(string fault)
    {
        await using var desk = await EmulatedDesk.StartAsync();
        await desk.PutInAsync(EmulatedDesk.Eml("One"));
        await desk.FaultAsync(fault);

        (await desk.ReadAllAsync()).Should().ContainSingle();
    }

    [Theory]
    [InlineData("gatewayTimeout")]
    [InlineData("reset")]
    [InlineData("unavailable")]
    public async Task Lasting_faults_of_a_read_are_unavailable_in_plain_words(string fault)
    {
        await using var desk = await EmulatedDesk.StartAsync();
        await desk.FaultAsync(fault, remaining: null);

        var problem = (await FluentActions.Awaiting(() => desk.ReadAllAsync()).Should().ThrowAsync<MailboxException>()).Which;

        problem.Fault.Should().Be(MailboxFault.Unavailable);
        problem.Message.Should().Contain(EmulatedDesk.Address);
        desk.Graph.Counts[RequestKind.Page].Should().Be(3);
    }

    [Fact]
    public async Task Throttled_parts_of_a_batch_are_asked_again_and_the_others_are_not()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        await desk.PutInManyAsync(EmulatedDesk.Eml("Mail {{n}}", "<m{{n}}@client.example>"), 10);
        var rows = await desk.ReadAllAsync();
        await desk.Graph.CheckAsync(EmulatedDesk.Address, CancellationToken.None);
        await desk.FaultAsync("throttled", remaining: 3, on: "message.get", seconds: 4);

        var details = await desk.Graph.Source.ReadDetailsAsync(EmulatedDesk.Inbox, [.. rows.Select(r => new MailDetailQuery(r.Id, MailParts.Message, 1000))], CancellationToken.None);

        details.Should().HaveCount(10).And.OnlyContain(d => d.Status == MailDetailStatus.Found);
        desk.Graph.Counts[RequestKind.BatchItem].Should().Be(13);
    }

    [Fact]
    public async Task Parts_of_a_batch_that_stay_busy_are_for_later_and_the_rest_is_found()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        await desk.PutInManyAsync(EmulatedDesk.Eml("Mail {{n}}", "<m{{n}}@client.example>"), 3);
        var rows = await desk.ReadAllAsync();
        await desk.FaultAsync("throttled", remaining: 1, on: "message.get", retryAfter: "huge");

        var details = await desk.Graph.Source.ReadDetailsAsync(EmulatedDesk.Inbox, [.. rows.Select(r => new MailDetailQuery(r.Id, MailParts.Message, 1000))], CancellationToken.None);

        details.Count(d => d.Status == MailDetailStatus.Found).Should().Be(2);
        var later = details.Single(d => d.Status == MailDetailStatus.TryLater);
        later.RetryAfter.Should().BeCloseTo(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1), "a longer wait is cut to it");
        later.Problem.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_mailbox_that_is_not_ours_is_forbidden_with_advice()
    {
        await using var desk = await EmulatedDesk.StartAsync(e => e.AllowedMailboxes = ["facilities@contoso.example"]);

        var problem = (await FluentActions.Awaiting(() => desk.Graph.CheckAsync(EmulatedDesk.Address, CancellationToken.None)).Should().ThrowAsync<MailboxException>()).Which;

        problem.Fault.Should().Be(MailboxFault.Forbidden);
        problem.Message.Should().Contain(EmulatedDesk.Address).And.Contain("Test-ServicePrincipalAuthorization").And.Contain("ErrorAccessDenied");
    }

    [Fact]
    public async Task A_mailbox_that_does_not_exist_is_not_found_with_advice()
    {
        await using var desk = await EmulatedDesk.StartAsync();

        var problem = (await FluentActions.Awaiting(() => desk.Graph.CheckAsync("nobody@contoso.example", CancellationToken.None)).Should().ThrowAsync<MailboxException>()).Which;

        problem.Fault.Should().Be(MailboxFault.NoMailbox);
        problem.Message.Should().Contain("nobody@contoso.example").And.Contain("Check the address");
    }

    [Fact]
    public async Task A_token_that_is_not_accepted_is_unauthorized()
    {
        await using var desk = await EmulatedDesk.StartAsync(e => e.AcceptToken = token => token == "other");

        var problem = (await FluentActions.Awaiting(() => desk.Graph.CheckAsync(EmulatedDesk.Address, CancellationToken.None)).Should().ThrowAsync<MailboxException>()).Which;

        problem.Fault.Should().Be(MailboxFault.Unauthorized);
    }

    [Fact]
    public async Task Many_callers_at_once_never_make_the_service_complain()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        await desk.PutInManyAsync(EmulatedDesk.Eml("Mail {{n}}", "<m{{n}}@client.example>"), 30);
        var rows = await desk.ReadAllAsync();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => i % 2 == 0
            ? desk.ReadAllAsync()
            : (Task)desk.Graph.Source.ReadDetailsAsync(EmulatedDesk.Inbox, [.. rows.Select(r => new MailDetailQuery(r.Id, MailParts.Message, 1000))], CancellationToken.None)));

        var statuses = (await desk.StatisticsAsync()).GetProperty("statuses");
        statuses.TryGetProperty("429", out _).Should().BeFalse(statuses.ToString());
    }
}
