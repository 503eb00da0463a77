using Automation.Graph.Requests;
using Automation.Mail.Mailboxes;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Automation.Graph.Tests.Requests;

public class RequestGateTests
{
    private static readonly TimeSpan Patient = TimeSpan.FromHours(1);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Four_requests_are_in_flight_at_most_and_two_of_a_mailbox()
    {
        using var gate = Gate();
        var entries = new[] { "a", "a", "a", "b", "b", "c" }.Select(m => Enter(gate, m)).ToList();

        entries.Select(e => e.IsCompleted).Should().Equal(true, true, false, true, true, false);
        Lease(entries[3]).Dispose();
        entries[5].IsCompletedSuccessfully.Should().BeTrue("c takes b's place, because a is full");
        Lease(entries[0]).Dispose();
        entries[2].IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public void A_batch_takes_all_the_places_of_its_mailbox_and_leaves_the_others_theirs()
    {
        using var gate = Gate();
        var batch = Enter(gate, "a", requests: 20);
        var behind = Enter(gate, "a");
        var other = Enter(gate, "b", requests: 20);
        var third = Enter(gate, "c");

        batch.IsCompletedSuccessfully.Should().BeTrue();
        other.IsCompletedSuccessfully.Should().BeTrue("a slow mailbox keeps no other from being read");
        behind.IsCompleted.Should().BeFalse();
        third.IsCompleted.Should().BeFalse("all four places are taken");
        Lease(batch).Dispose();
        behind.IsCompletedSuccessfully.Should().BeTrue();
        third.IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public void Lighter_requests_do_not_overtake_a_waiting_batch_for_ever()
    {
        using var gate = Gate();
        var first = Enter(gate, "a");
        var batch = Enter(gate, "a", requests: 20);
        var later = Enter(gate, "a");

        later.IsCompleted.Should().BeFalse("the batch came first");
        Lease(first).Dispose();
        batch.IsCompletedSuccessfully.Should().BeTrue();
        later.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public void Sending_goes_before_reading_but_not_more_than_three_times_in_a_row()
    {
        using var gate = Gate(new GateLimits { InFlight = 1 });
        var current = Lease(Enter(gate, "a"));
        var order = new List<string>();
        var waiting = Enumerable.Range(0, 3).Select(i => (Name: $"read{i}", Entry: Enter(gate, "a")))
            .Concat(Enumerable.Range(0, 5).Select(i => (Name: $"send{i}", Entry: Enter(gate, "a", urgent: true))))
            .ToList();

        while (waiting.Count > 0)
        {
            current.Dispose();
            var next = waiting.Single(w => w.Entry.IsCompletedSuccessfully);
            order.Add(next.Name);
            waiting.Remove(next);
            current = Lease(next.Entry);
        }

        order.Should().Equal("send0", "send1", "send2", "read0", "send3", "send4", "read1", "read2");
    }

    [Fact]
    public void A_throttled_mailbox_is_closed_for_its_time_and_the_others_are_not()
    {
        using var gate = Gate();
        using (var lease = Lease(Enter(gate, "a")))
            lease.Throttled(TimeSpan.FromSeconds(30));
        var closed = Enter(gate, "A");

        Enter(gate, "b").IsCompletedSuccessfully.Should().BeTrue();
        _time.Advance(TimeSpan.FromSeconds(29));
        closed.IsCompleted.Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(1.01));
        closed.IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public async Task Who_would_have_to_wait_beyond_its_patience_is_told_how_long()
    {
        using var gate = Gate();
        var waiting = gate.EnterAsync(new GateRequest("a", Requests: 20), TimeSpan.FromSeconds(10), CancellationToken.None);
        var queued = gate.EnterAsync(new GateRequest("a"), TimeSpan.FromSeconds(10), CancellationToken.None);
        (await waiting).Throttled(TimeSpan.FromMinutes(5));

        var problem = (await FluentActions.Awaiting(() => queued).Should().ThrowAsync<MailboxException>()).Which;

        problem.Fault.Should().Be(MailboxFault.Unavailable);
        problem.RetryAfter.Should().Be(TimeSpan.FromMinutes(5));
        problem.Message.Should().StartWith("Microsoft 365 wants fewer requests to a;");
        gate.NextSendIn("a").Should().Be(TimeSpan.FromMinutes(5));
        gate.NextSendIn("b").Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public void A_mailbox_that_always_says_one_second_is_left_alone_longer_and_longer()
    {
        using var gate = Gate();
        var pauses = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            using (var lease = Lease(Enter(gate, "a")))
                lease.Throttled(TimeSpan.FromSeconds(1));
            var pause = gate.NextSendIn("a");
            pauses.Add(pause.TotalSeconds);
            _time.Advance(pause);
        }

        pauses[0].Should().Be(1);
        pauses.Take(8).Should().BeInAscendingOrder();
        pauses[^1].Should().BeGreaterThan(240);
    }

    [Fact]
    public void One_good_answer_makes_the_next_pause_short_again()
    {
        using var gate = Gate();
        for (var i = 0; i < 5; i++)
        {
            using (var lease = Lease(Enter(gate, "a")))
                lease.Throttled(null);
            _time.Advance(TimeSpan.FromMinutes(6));
        }

        using (var lease = Lease(Enter(gate, "a")))
            lease.Succeeded();
        using (var lease = Lease(Enter(gate, "a")))
            lease.Throttled(null);

        gate.NextSendIn("a").Should().BeLessThan(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public void A_mailbox_that_complained_of_parallel_requests_gets_one_at_a_time()
    {
        using var gate = Gate();
        using (var lease = Lease(Enter(gate, "a")))
            lease.Throttled(TimeSpan.FromSeconds(1), tooManyAtOnce: true);
        _time.Advance(TimeSpan.FromSeconds(2));

        Enter(gate, "a").IsCompletedSuccessfully.Should().BeTrue();
        Enter(gate, "a").IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task Who_waits_for_the_cap_of_mails_is_told_that_it_is_ours()
    {
        using var gate = Gate();
        for (var i = 0; i < 30; i++)
            Lease(Send(gate, "a")).Dispose();

        var sending = () => gate.EnterAsync(new GateRequest("a", Urgent: true, IsSend: true), TimeSpan.FromSeconds(10), CancellationToken.None);
        (await sending.Should().ThrowAsync<MailboxException>()).WithMessage("At most 30 mails a minute go out from a; the next one goes in * s.*");
    }

    [Fact]
    public void Thirty_mails_a_minute_leave_a_mailbox_and_the_next_waits_its_time()
    {
        using var gate = Gate();
        for (var i = 0; i < 30; i++)
        {
            gate.NextSendIn("a").Should().Be(TimeSpan.Zero);
            Lease(Send(gate, "a")).Dispose();
        }

        gate.NextSendIn("a").Should().BeGreaterThan(TimeSpan.FromSeconds(58));
        var next = Send(gate, "a");
        next.IsCompleted.Should().BeFalse();
        Enter(gate, "a").IsCompletedSuccessfully.Should().BeTrue("reading is not sending");
        Send(gate, "b").IsCompletedSuccessfully.Should().BeTrue();
        _time.Advance(TimeSpan.FromSeconds(62));
        next.IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public void Ten_thousand_requests_in_ten_minutes_are_the_end_and_parts_of_a_batch_count()
    {
        using var gate = Gate();
        for (var i = 0; i < 500; i++)
            Lease(Enter(gate, "a", requests: 20)).Dispose();

        var next = Enter(gate, "a");
        next.IsCompleted.Should().BeFalse();
        _time.Advance(TimeSpan.FromMinutes(10.2));
        next.IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public async Task Who_gives_up_waiting_leaves_no_gap()
    {
        using var gate = Gate(new GateLimits { InFlight = 1 });
        var first = Lease(Enter(gate, "a"));
        using var cancel = new CancellationTokenSource();
        var second = gate.EnterAsync(new GateRequest("a"), Patient, cancel.Token);
        var third = Enter(gate, "a");

        await cancel.CancelAsync();
        await FluentActions.Awaiting(() => second).Should().ThrowAsync<OperationCanceledException>();
        first.Dispose();

        (await third.WaitAsync(TimeSpan.FromSeconds(30))).Should().NotBeNull();
    }

    [Fact]
    public async Task In_any_order_of_coming_and_going_no_limit_is_passed_and_nobody_is_forgotten()
    {
        var script = Gen.Select(Gen.Int[0, 2], Gen.Bool, Gen.Int[1, 6]).List[1, 60];
        await script.SampleAsync(
            async requests =>
            {
                using var gate = Gate();
                var inFlight = new int[3];
                var most = new int[3];
                var total = 0;
                var mostTotal = 0;
                var gateLock = new Lock();
                await Task.WhenAll(requests.Select(async r =>
                {
                    var (mailbox, urgent, size) = r;
                    using var lease = await gate.EnterAsync(new GateRequest($"m{mailbox}", urgent, Requests: size), Patient, CancellationToken.None);
                    lock (gateLock)
                    {
                        most[mailbox] = Math.Max(most[mailbox], inFlight[mailbox] += Math.Min(size, 2));
                        mostTotal = Math.Max(mostTotal, total += Math.Min(size, 2));
                    }

                    await Task.Yield();
                    lock (gateLock)
                    {
                        inFlight[mailbox] -= Math.Min(size, 2);
                        total -= Math.Min(size, 2);
                    }
                })).WaitAsync(TimeSpan.FromSeconds(60));
                most.Max().Should().BeLessThanOrEqualTo(2);
                mostTotal.Should().BeLessThanOrEqualTo(4);
            },
            iter: 300);
    }

    private RequestGate Gate(GateLimits? limits = null) => new(limits ?? new GateLimits(), _time, new Random(1));

    private static GateLease Lease(Task<GateLease> entry)
    {
        entry.IsCompletedSuccessfully.Should().BeTrue();
        return entry.Result;
    }

    private static Task<GateLease> Enter(RequestGate gate, string mailbox, bool urgent = false, int requests = 1) =>
        gate.EnterAsync(new GateRequest(mailbox, urgent, Requests: requests), Patient, CancellationToken.None);

    private static Task<GateLease> Send(RequestGate gate, string mailbox) =>
        gate.EnterAsync(new GateRequest(mailbox, Urgent: true, IsSend: true), Patient, CancellationToken.None);
}
