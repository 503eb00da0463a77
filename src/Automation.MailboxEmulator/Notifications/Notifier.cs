using System.Collections.Concurrent;
using System.Threading.Channels;
using Automation.MailboxEmulator.Faults;
using Automation.MailboxEmulator.Mailboxes;

namespace Automation.MailboxEmulator.Notifications;

/// <summary>Tells subscribers of changes. What waits for one address goes out in one POST; addresses do not wait for each other.</summary>
internal sealed class Notifier(Subscriptions subscriptions, NotificationSender sender, FaultRegister faults, EmulatorOptions options) : IAsyncDisposable
{
    private const int MaxBundle = 100;
    private readonly ConcurrentDictionary<Uri, Channel<Notification>> _queues = new();
    private readonly ConcurrentBag<Task> _pumps = [];
    private readonly CancellationTokenSource _stop = new();
    private int _delivered;
    private int _givenUp;

    public int Delivered => _delivered;
    public int GivenUp => _givenUp;

    /// <summary>Called under the mailbox's gate: looks who listens, queues, and returns.</summary>
    public void Tell(Mailbox mailbox, MailboxChange change)
    {
        if (subscriptions.IsEmpty)
            return;
        var kind = change.Kind switch
        {
            MailboxChangeKind.Created => "created",
            MailboxChangeKind.Updated => "updated",
            _ => "deleted",
        };
        foreach (var subscription in subscriptions.Active)
        {
            if (subscription.Mailbox == mailbox
                && (subscription.Folder is null || subscription.Folder == change.Message.Folder)
                && subscription.ChangeTypes.Contains(kind))
            {
                Queue(subscription, kind, change.Message);
            }
        }
    }

    /// <summary>Sends a lifecycle event: <c>missed</c>, <c>reauthorizationRequired</c> or <c>subscriptionRemoved</c>, which also ends the subscription.</summary>
    public void Lifecycle(Subscription subscription, string lifecycleEvent)
    {
        if (lifecycleEvent == "subscriptionRemoved")
            subscriptions.Remove(subscription);
        if (subscription.LifecycleUrl is { } url)
            Put(url, Notification.OfLifecycle(subscription, lifecycleEvent));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_pumps);
        _stop.Dispose();
    }

    private void Queue(Subscription subscription, string kind, Message message)
    {
        var switches = faults.Of(subscription.Mailbox);
        if (switches.Fires(FaultKind.SubscriptionRemoved))
        {
            Lifecycle(subscription, "subscriptionRemoved");
            return;
        }

        if (switches.Fires(FaultKind.ReauthorizationRequired))
            Lifecycle(subscription, "reauthorizationRequired");
        if (switches.Fires(FaultKind.NotificationDropped))
        {
            Lifecycle(subscription, "missed");
            return;
        }

        var notification = Notification.Of(subscription, kind, message);
        if (switches.Fires(FaultKind.NotificationWrongState))
            notification = notification with { ClientState = "not-" + subscription.ClientState };
        if (switches.Take(FaultKind.NotificationDelayed) is { } delay)
            notification = notification with { NotBefore = options.Time.GetUtcNow().AddSeconds(delay.Seconds) };
        Put(subscription.NotificationUrl, notification);
        if (switches.Fires(FaultKind.NotificationTwice))
            Put(subscription.NotificationUrl, notification);
    }

    private void Put(Uri url, Notification notification)
    {
        var queue = _queues.GetOrAdd(url, address =>
        {
            var made = Channel.CreateUnbounded<Notification>(new UnboundedChannelOptions { SingleReader = true });
            _pumps.Add(Task.Run(() => PumpAsync(address, made.Reader)));
            return made;
        });
        queue.Writer.TryWrite(notification);
    }

    private async Task PumpAsync(Uri url, ChannelReader<Notification> queue)
    {
        var bundle = new List<Notification>();
        try
        {
            while (await queue.WaitToReadAsync(_stop.Token))
            {
                bundle.Clear();
                while (bundle.Count < MaxBundle && queue.TryRead(out var notification))
                    bundle.Add(notification);
                var wait = bundle.Max(n => n.NotBefore) - options.Time.GetUtcNow();
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait, options.Time, _stop.Token);
                if (await sender.DeliverAsync(url, Notification.Write(bundle), _stop.Token))
                    Interlocked.Add(ref _delivered, bundle.Count);
                else
                    Interlocked.Add(ref _givenUp, bundle.Count);
            }
        }
        catch (OperationCanceledException)
        {
            // The emulator stops.
        }
    }
}
