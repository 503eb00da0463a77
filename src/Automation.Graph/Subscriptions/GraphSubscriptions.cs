using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Automation.Graph.Connection;
using Automation.Graph.Reading;
using Automation.Graph.Requests;
using Automation.Mail.Mailboxes;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions;
using MailFolder = Automation.Mail.Mailboxes.MailFolder;

namespace Automation.Graph.Subscriptions;

/// <summary>
/// Change notifications for folders: made, renewed and ended. They only wake the sync up; a good fifth of them is known to get lost, so polling goes on in any case.
/// All calls throw <see cref="MailboxException"/>; any 404 from a renewal (NotFound or NoMailbox) means: make it anew.
/// </summary>
public sealed class GraphSubscriptions
{
    /// <summary>Under Graph's longest life for mail (10,080 min), with room for clocks that differ.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10_000);

    private readonly GraphConnection _connection;

    internal GraphSubscriptions(GraphConnection connection) => _connection = connection;

    /// <summary>When to renew: with two days left, so that a weekend of trouble does no harm.</summary>
    public static DateTimeOffset RenewAt(MailSubscription subscription)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        return subscription.ExpiresAt - TimeSpan.FromDays(2);
    }

    /// <summary>Makes a subscription. Graph asks both addresses for proof during the call (<see cref="ValidationHandshake"/>), so the server must be listening already.</summary>
    /// <param name="notificationUrl">https, reachable from the internet.</param>
    /// <param name="lifecycleUrl">Cannot be added later.</param>
    public async Task<MailSubscription> CreateAsync(MailFolder folder, Uri notificationUrl, Uri lifecycleUrl, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notificationUrl);
        ArgumentNullException.ThrowIfNull(lifecycleUrl);
        // A secret, so from the system's generator; a seeded one would be guessable.
        var clientState = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var wanted = new Subscription
        {
            ChangeType = "created",
            Resource = $"users/{folder.Mailbox}/mailFolders('{folder.Name}')/messages",
            NotificationUrl = notificationUrl.ToString(),
            LifecycleNotificationUrl = lifecycleUrl.ToString(),
            ClientState = clientState,
            ExpirationDateTime = _connection.Time.GetUtcNow() + Life,
        };
        var answer = await AskAsync(folder, "subscribe to news", client => client.Subscriptions.ToPostRequestInformation(wanted), cancellationToken).ConfigureAwait(false);
        var (id, expires, address) = Read(folder, answer);
        return new MailSubscription(id, folder, clientState, expires) { NotificationUrl = address };
    }

    /// <summary>Extends the life; also answers a <see cref="MailWakeUpReason.ReauthorizationRequired"/>.</summary>
    public async Task<MailSubscription> RenewAsync(MailSubscription subscription, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        var change = new Subscription { ExpirationDateTime = _connection.Time.GetUtcNow() + Life };
        var answer = await AskAsync(
            subscription.Folder, "renew the subscription to news", client => client.Subscriptions[subscription.Id].ToPatchRequestInformation(change), cancellationToken).ConfigureAwait(false);
        var (_, expires, address) = Read(subscription.Folder, answer);
        return subscription with { ExpiresAt = expires, NotificationUrl = address };
    }

    /// <summary>Answers a <see cref="MailWakeUpReason.ReauthorizationRequired"/> without extending the life.</summary>
    public Task ReauthorizeAsync(MailSubscription subscription, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        return AskAsync(
            subscription.Folder, "confirm the subscription to news", client => client.Subscriptions[subscription.Id].Reauthorize.ToPostRequestInformation(), cancellationToken);
    }

    /// <summary>Ends a subscription; one that is gone already is fine.</summary>
    public async Task DeleteAsync(MailSubscription subscription, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        try
        {
            await AskAsync(
                subscription.Folder, "end the subscription to news", client => client.Subscriptions[subscription.Id].ToDeleteRequestInformation(), cancellationToken).ConfigureAwait(false);
        }
        catch (MailboxException problem) when (problem.Fault is MailboxFault.NotFound or MailboxFault.NoMailbox)
        {
            // That is what was wanted.
        }
    }

    private Task<GraphAnswer> AskAsync(MailFolder folder, string doing, Func<GraphServiceClient, RequestInformation> build, CancellationToken cancellationToken) =>
        _connection.DemandAsync(
            new GraphCall(folder.Mailbox, RequestKind.Subscription, doing, client =>
            {
                var request = build(client);
                request.Headers.Add("Prefer", MessageFields.PreferId);
                return request;
            }),
            cancellationToken);

    private static (string Id, DateTimeOffset Expires, Uri? Address) Read(MailFolder folder, GraphAnswer answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            var address = json.RootElement.TryGetProperty("notificationUrl"u8, out var url) && url.ValueKind == JsonValueKind.String && Uri.TryCreate(url.GetString(), UriKind.Absolute, out var parsed) ? parsed : null;
            return (json.RootElement.GetProperty("id"u8).GetString()!, json.RootElement.GetProperty("expirationDateTime"u8).GetDateTimeOffset(), address);
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new MailboxException(MailboxFault.Unavailable, $"Could not subscribe to news in {folder.Mailbox}: the answer of Microsoft 365 cannot be read.", inner: problem);
        }
    }
}
