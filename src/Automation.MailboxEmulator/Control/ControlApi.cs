using Automation.MailboxEmulator.Faults;
using Automation.MailboxEmulator.Mailboxes;
using Automation.MailboxEmulator.Notifications;
using Automation.MailboxEmulator.Throttling;
using Automation.MailboxEmulator.Transport;

namespace Automation.MailboxEmulator.Control;

/// <summary>The control API below <c>/_emulator</c>, for tests and for the page.</summary>
internal sealed class ControlApi(
    Emulation emulation,
    MailboxStore mailboxes,
    FaultRegister faults,
    Throttle throttle,
    RequestCounts counts,
    SendLedger ledger,
    Subscriptions subscriptions,
    Notifier notifier)
{
    public Task ListMailboxesAsync(HttpContext http) => ControlJson.WriteAsync(http, mailboxes.All.Select(MailboxView.Of).ToList());

    public async Task CreateMailboxAsync(HttpContext http)
    {
        var wanted = await ControlJson.ReadAsync<NewMailbox>(http);
        if (!wanted.Address.Contains('@', StringComparison.Ordinal))
            throw new ControlException(400, "The mailbox needs an address.");
        var isNew = mailboxes.TryAdd(
            new MailboxSeed(wanted.Address, wanted.DisplayName ?? wanted.Address, wanted.Role, wanted.Department, wanted.JobTitle, wanted.Language), out var mailbox);
        await ControlJson.WriteAsync(http, MailboxView.Of(mailbox), isNew ? 201 : 200);
    }

    public Task ListMessagesAsync(HttpContext http)
    {
        var mailbox = Mailbox(http);
        List<MessageView> views;
        lock (mailbox.Gate)
        {
            var folderKey = http.Request.Query["folder"].ToString();
            var folder = folderKey.Length == 0 ? null : mailbox.FindFolder(folderKey) ?? throw new ControlException(404, $"There is no folder '{folderKey}'.");
            var source = folder is null ? mailbox.Messages : (IEnumerable<Message>)folder.Messages;
            var newest = source.OrderByDescending(m => m.CreatedAt);
            var wanted = int.TryParse(http.Request.Query["top"], out var top) ? newest.Take(top) : newest;
            views = [.. wanted.Reverse().Select(MessageView.Of)];
        }

        return ControlJson.WriteAsync(http, views);
    }

    public Task GetFaultsAsync(HttpContext http) => ControlJson.WriteAsync(http, View(faults.Of(Mailbox(http))));

    public async Task SetFaultsAsync(HttpContext http)
    {
        var wanted = await ControlJson.ReadAsync<FaultSettings>(http);
        foreach (var fault in ControlJson.Items(wanted.Faults, "faults"))
        {
            if (fault.Probability is < 0 or > 1)
                throw new ControlException(400, "A probability lies between 0 and 1.");
            if (fault.RetryAfter is not ("none" or "date" or "huge" or "seconds"))
                throw new ControlException(400, "retryAfter is none, seconds, date or huge.");
        }

        var switches = faults.Of(Mailbox(http));
        switches.Set(wanted.Faults ?? [], wanted.Seed);
        await ControlJson.WriteAsync(http, View(switches));
    }

    public Task ClearFaultsAsync(HttpContext http)
    {
        faults.Of(Mailbox(http)).Set([], null);
        return Done(http);
    }

    /// <summary>From now on every delta token given so far is answered with 410.</summary>
    public Task ExpireTokensAsync(HttpContext http)
    {
        var mailbox = Mailbox(http);
        lock (mailbox.Gate)
        {
            foreach (var folder in mailbox.Folders)
                folder.TokenGeneration++;
        }

        return Done(http);
    }

    public Task ListSubscriptionsAsync(HttpContext http) => ControlJson.WriteAsync(http, subscriptions.Active.Select(s => new
    {
        s.Id,
        s.Resource,
        Mailbox = s.Mailbox.Address,
        s.ChangeType,
        s.NotificationUrl,
        s.LifecycleUrl,
        s.Expires,
    }).ToList());

    public Task LifecycleAsync(HttpContext http)
    {
        var subscription = subscriptions.Find(Value(http, "id")) ?? throw new ControlException(404, "There is no such subscription.");
        var happening = Value(http, "event");
        if (happening is not ("missed" or "reauthorizationRequired" or "subscriptionRemoved"))
            throw new ControlException(400, "The event is missed, reauthorizationRequired or subscriptionRemoved.");
        notifier.Lifecycle(subscription, happening);
        return Done(http);
    }

    public Task GetThrottlingAsync(HttpContext http) => ControlJson.WriteAsync(http, throttle.Limits);

    public async Task SetThrottlingAsync(HttpContext http)
    {
        throttle.Limits = await ControlJson.ReadAsync<ThrottlingLimits>(http);
        await ControlJson.WriteAsync(http, throttle.Limits);
    }

    /// <summary>A number that grows with every change; cheap enough to ask every second.</summary>
    public Task GetVersionAsync(HttpContext http) => ControlJson.WriteAsync(http, new { emulation.Version });

    public Task GetStatisticsAsync(HttpContext http) => ControlJson.WriteAsync(http, new
    {
        Requests = counts.ByKind,
        Statuses = counts.ByStatus,
        RequestsByMailbox = counts.ByMailbox,
        Sends = ledger.Snapshot(),
        Notifications = new { notifier.Delivered, notifier.GivenUp },
        Messages = mailboxes.All.ToDictionary(m => m.Address, CountMessages),
    });

    public Task ResetStatisticsAsync(HttpContext http)
    {
        counts.Reset();
        ledger.Reset();
        return Done(http);
    }

    public Task ResetAsync(HttpContext http)
    {
        emulation.Reset();
        return Done(http);
    }

    private Mailbox Mailbox(HttpContext http) => Find(mailboxes, http);

    /// <exception cref="ControlException">404.</exception>
    public static Mailbox Find(MailboxStore mailboxes, HttpContext http) =>
        mailboxes.Find(Value(http, "address")) ?? throw new ControlException(404, $"There is no mailbox '{Value(http, "address")}'.");

    public static string Value(HttpContext http, string name) => http.Request.RouteValues[name]?.ToString() ?? "";

    private static int CountMessages(Mailbox mailbox)
    {
        lock (mailbox.Gate)
            return mailbox.Messages.Count;
    }

    private static object View(FaultSwitches switches) => new { switches.Seed, switches.Faults, switches.Fired };

    private static Task Done(HttpContext http)
    {
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private sealed record NewMailbox(
        string Address, string? DisplayName = null, MailboxRole Role = MailboxRole.Person, string? Department = null, string? JobTitle = null, string? Language = null);

    private sealed record FaultSettings(IReadOnlyList<Fault>? Faults = null, int? Seed = null);
}
