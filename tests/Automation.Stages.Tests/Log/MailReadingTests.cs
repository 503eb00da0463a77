using Automation.Stages.Health;
using Automation.Stages.Log.Batches;
using Automation.Stages.Receiving;
using Automation.Storage.Inbox;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Automation.Stages.Tests.Log;

/// <summary>A mail that cannot be read in any useful time stops neither its desk nor the others.</summary>
public sealed class MailReadingTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_mail_that_takes_too_long_is_given_up_and_the_others_are_read()
    {
        using var end = new ManualResetEventSlim();
        var reading = new MailReading(
            item =>
            {
                if (item.Id == 1)
                    end.Wait();
                throw new InvalidOperationException("read");
            },
            Limit,
            _time).ReadAsync([Item(1), Item(2)], CancellationToken.None);
        while (!reading.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var read = await reading;
        end.Set();
        read[1].Problem.Should().BeOfType<TooCostlyMailException>().Which.Message.Should().Contain("30 seconds");
        if (read.TryGetValue(2, out var other))
            other.Problem!.Message.Should().Be("read", "its turn came, or comes with the next batch");
    }

    [Fact]
    public void It_goes_to_quarantine_at_once_because_it_would_take_as_long_again()
    {
        var item = Item(1);
        new MailEndings(new ProblemBoard(_time), new ReceivingOptions(), NullLogger.Instance).Fail(item, new TooCostlyMailException(Limit), _time.GetUtcNow());
        (item.State, item.Reason, item.Attempts).Should().Be((InboxState.Quarantined, "too-costly-to-read", 1));
        item.Explanation.Should().Contain("kept as it came");
    }

    private static InboxItem Item(long id) => new() { Id = id, Mailbox = "helpdesk@contoso.example", Folder = "inbox", MailboxItemId = $"m{id}", Row = [] };
}
