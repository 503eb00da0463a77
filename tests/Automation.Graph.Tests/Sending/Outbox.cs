using Automation.Mail.Messages;
using Automation.Mail.Sending;
using Microsoft.Extensions.Time.Testing;

namespace Automation.Graph.Tests.Sending;

/// <summary>One outbox row and a worker that can be killed at any await point and starts again from what is stored.</summary>
internal sealed class Outbox
{
    public static readonly OutgoingMail Mail = new(
        "desk@contoso.example", "HD-1:ack:1", [new MailAddress("ann@example.net")], [], "[HD-1] Printer", "<p>We got it.</p>", "m1", "<m1@example.net>", IsAutomatic: true);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
    private readonly HashSet<int> _kills;
    private readonly TimeSpan _restart;
    private readonly SendProcedure _procedure;

    public Outbox(MailboxWays ways, IEnumerable<int> kills, TimeSpan restart, int seed = 1)
    {
        _kills = [.. kills];
        _restart = restart;
        Mailbox = new SimulatedMailbox(ways, _time, AwaitPoint);
        _procedure = new SendProcedure(Mailbox, _time, new Random(seed));
    }

    public SimulatedMailbox Mailbox { get; }

    public SendProgress Stored { get; private set; } = SendProgress.New;

    public List<SendState> History { get; } = [];

    /// <summary>Await points passed so far.</summary>
    public int Steps { get; private set; }

    public int Advances { get; private set; }

    public FakeTimeProvider Time => _time;

    /// <summary>Works until nothing is left to do.</summary>
    public async Task RunAsync()
    {
        while (!Stored.IsOver && Advances < 300)
            await StepAsync();
    }

    public void Revive() => Stored = SendProcedure.Revive(Stored, _time.GetUtcNow())!;

    public async Task StepAsync()
    {
        Advances++;
        if (Stored.NextAttemptAt is { } next && next > _time.GetUtcNow())
            _time.SetUtcNow(next);
        try
        {
            var progress = await _procedure.AdvanceAsync(new SendItem(Mail, Stored), SaveAsync, CancellationToken.None);
            await SaveAsync(progress, CancellationToken.None);
        }
        catch (Killed)
        {
            _time.Advance(_restart);
        }
    }

    private Task SaveAsync(SendProgress progress, CancellationToken cancellationToken)
    {
        AwaitPoint();
        Stored = progress;
        History.Add(progress.State);
        AwaitPoint();
        return Task.CompletedTask;
    }

    private void AwaitPoint()
    {
        _time.Advance(TimeSpan.FromMilliseconds(50));
        if (_kills.Contains(Steps++))
            throw new Killed();
    }
}
