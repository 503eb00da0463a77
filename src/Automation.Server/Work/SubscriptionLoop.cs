using Automation.Graph.Subscriptions;
using Automation.Mail.Mailboxes;
using Automation.Server.Composition;
using Automation.Stages.Health;
using Automation.Storage.Mailboxes;
using Microsoft.Extensions.Options;

namespace Automation.Server.Work;

/// <summary>Keeps a change notification subscription on every folder. Without one mail still comes, at the poll interval.</summary>
internal sealed class SubscriptionLoop(
    GraphSubscriptions graph,
    SubscriptionStore store,
    NotificationAddress address,
    SubscriptionReauthorizations reauthorizations,
    IOptions<DeskOptions> options,
    DeskSignals signals,
    IHostApplicationLifetime lifetime,
    StartGate gate,
    ProblemBoard problems,
    TimeProvider time,
    ILogger<SubscriptionLoop> logger)
    : WorkLoop("subscriptions", signals.Subscriptions, Usual, gate, problems, time, logger)
{
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(10);

    private int _failures;
    private TimeSpan _interval = Usual;

    /// <summary>Subscriptions the mailbox has answered for since this process started.</summary>
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    protected override TimeSpan Interval => _interval;

    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        if (address.Base is not { } url)
            return false;

        // The mailbox calls back while the subscription is made, so our own server must be listening.
        await Started(lifetime).WaitAsync(cancellationToken);
        var failed = false;
        var asked = TimeSpan.Zero;
        foreach (var folder in DeskFolders.Of(options.Value))
        {
            var problem = $"subscription:{folder.Mailbox}/{folder.Name}";
            try
            {
                await KeepAsync(folder, url, cancellationToken);
                Problems.Clear(problem);
            }
            catch (MailboxException e)
            {
                failed = true;
                if (e.RetryAfter > asked)
                    asked = e.RetryAfter.Value;
                Problems.Report(problem, ProblemSeverity.Warning, $"No change notifications for {folder.Mailbox} ({folder.Name}): {e.Message} Its mail comes at the poll interval.");
                logger.LogWarning("{Mailbox}/{Folder}: {Message}", folder.Mailbox, folder.Name, e.Message);
            }
        }

        _failures = failed ? _failures + 1 : 0;
        _interval = failed ? PauseAfter(_failures, asked) : Usual;
        return false;
    }

    /// <summary>A subscription that is not confirmed ends early, so a failure is not left for the usual interval.</summary>
    internal static TimeSpan PauseAfter(int failures, TimeSpan asked)
    {
        var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(failures, 10)));
        pause = pause < asked ? asked : pause;
        return pause < Usual ? pause : Usual;
    }

    private async Task KeepAsync(MailFolder folder, Uri url, CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        string? old = null;
        if (await store.FindAsync(folder, cancellationToken) is { } row)
        {
            old = row.Id;
            var known = new MailSubscription(row.Id, folder, row.ClientState, row.ExpiresAt);
            var wish = reauthorizations.Find(row.Id);
            if (wish is null && known.ExpiresAt > now && GraphSubscriptions.RenewAt(known) > now && _seen.Contains(row.Id))
                return;
            try
            {
                // At start even a fresh one is renewed: the mailbox may have forgotten it while we were away.
                // Renewing also answers a wish to be confirmed (reauthorizationRequired).
                var renewed = await graph.RenewAsync(known, cancellationToken);
                if (renewed.NotificationUrl is null || renewed.NotificationUrl == new Uri(url, NotificationAddress.NotificationsPath))
                {
                    await StoreAsync(renewed, cancellationToken);
                    _seen.Add(row.Id);
                    if (wish is { } met)
                        reauthorizations.Met(row.Id, met);
                    return;
                }

                // It cannot be changed, only made anew.
                logger.LogInformation("{Mailbox}/{Folder}: the subscription tells another address and is made anew.", folder.Mailbox, folder.Name);
                await graph.DeleteAsync(renewed, cancellationToken);
            }
            catch (MailboxException e) when (e.Fault is MailboxFault.NotFound or MailboxFault.NoMailbox or MailboxFault.Refused)
            {
                logger.LogInformation("{Mailbox}/{Folder}: the subscription is gone and is made anew.", folder.Mailbox, folder.Name);
            }
        }

        var created = await graph.CreateAsync(folder, new Uri(url, NotificationAddress.NotificationsPath), new Uri(url, NotificationAddress.LifecyclePath), cancellationToken);
        if (await StoreAsync(created, cancellationToken) is { } other && other.Id != old)
        {
            // Another node made one at the same moment: without its row nobody would renew or answer it.
            await graph.DeleteAsync(new MailSubscription(other.Id, folder, other.ClientState, other.ExpiresAt), cancellationToken);
        }

        _seen.Add(created.Id);
        if (old is { } gone)
            reauthorizations.Forget(gone);

        // Whatever changed while nobody told us.
        signals.RaiseSync(folder.Mailbox);
    }

    private static Task Started(IHostApplicationLifetime lifetime)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        return started.Task;
    }

    private Task<SubscriptionRow?> StoreAsync(MailSubscription subscription, CancellationToken cancellationToken) => store.PutAsync(
        new SubscriptionRow
        {
            Mailbox = subscription.Folder.Mailbox,
            Folder = subscription.Folder.Name,
            Id = subscription.Id,
            ClientState = subscription.ClientState,
            ExpiresAt = subscription.ExpiresAt,
        },
        cancellationToken);
}
