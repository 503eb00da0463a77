using System.Collections.Concurrent;
using System.Text.Json;
using Automation.MailboxEmulator.Drafts;
using Automation.MailboxEmulator.Graph;
using Automation.MailboxEmulator.Mailboxes;
using Automation.MailboxEmulator.Wire;

namespace Automation.MailboxEmulator.Notifications;

/// <summary><c>/subscriptions</c>: create (with the handshake), list, renew, delete.</summary>
internal sealed class Subscriptions(MailboxStore mailboxes, NotificationSender sender, EmulatorOptions options)
{
    /// <summary>Longest life for messages: under seven days.</summary>
    private static readonly TimeSpan MaxLife = TimeSpan.FromMinutes(10_080);

    /// <summary>Anything shorter is raised to this.</summary>
    private static readonly TimeSpan MinLife = TimeSpan.FromMinutes(45);

    private const int MaxClientState = 128;
    private const int MaxPerMailbox = 1000;
    private readonly ConcurrentDictionary<string, Subscription> _all = new(StringComparer.Ordinal);

    public IEnumerable<Subscription> Active
    {
        get
        {
            var now = options.Time.GetUtcNow();
            return _all.Values.Where(s => s.Expires > now);
        }
    }

    public bool IsEmpty => _all.IsEmpty;

    public Subscription? Find(string id) => _all.TryGetValue(id, out var found) && found.Expires > options.Time.GetUtcNow() ? found : null;

    public void Remove(Subscription subscription) => _all.TryRemove(subscription.Id, out _);

    public void Clear() => _all.Clear();

    /// <exception cref="GraphException">400 or 405.</exception>
    public Graph.Route Route(GraphRequest request)
    {
        var path = request.Segments;
        return (path.Length, request.Method) switch
        {
            (1, "POST") => new("subscription.create", null, (r, _) => CreateAsync(r)),
            (1, "GET") => Graph.Route.Of("subscriptions.list", null, (r, _) => List(r)),
            (2, "GET") => Graph.Route.Of("subscription.get", null, (r, _) => Entity(r, Get(path[1]), 200)),
            (2, "PATCH") => Graph.Route.Of("subscription.renew", null, (r, _) => Renew(r, Get(path[1]))),
            (2, "DELETE") => Graph.Route.Of("subscription.delete", null, (_, _) => Delete(Get(path[1]))),
            (3, "POST") when path[2].Equals("reauthorize", StringComparison.OrdinalIgnoreCase) => Graph.Route.Of("subscription.reauthorize", null, (_, _) => Reauthorize(Get(path[1]))),
            ( > 3, _) => throw GraphException.UnknownPath(path[3]),
            _ => throw Router.WrongMethod(request.Method),
        };
    }

    private async ValueTask<GraphResponse> CreateAsync(GraphRequest request)
    {
        var body = request.Json();
        var resource = Text(body, "resource");
        var changeType = Text(body, "changeType");
        var types = changeType.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(t => t.ToLowerInvariant()).ToHashSet();
        if (types.Count == 0 || types.Any(t => t is not ("created" or "updated" or "deleted")))
            throw Invalid($"The changeType '{changeType}' is not supported for this resource.");
        var clientState = Json.Text(body, "clientState");
        if (clientState?.Length > MaxClientState)
            throw Invalid("The clientState is longer than 128 characters.");
        if (Json.Flag(body, "includeResourceData") == true)
            throw Invalid("Notifications with resource data are not played by this emulator.");
        var (mailbox, folder) = Target(resource);
        var subscription = new Subscription
        {
            Id = Guid.NewGuid().ToString(),
            Resource = resource,
            Mailbox = mailbox,
            Folder = folder,
            ChangeTypes = types,
            ChangeType = changeType,
            ClientState = clientState,
            NotificationUrl = Address(Text(body, "notificationUrl")),
            LifecycleUrl = Json.Text(body, "lifecycleNotificationUrl") is { } lifecycle ? Address(lifecycle) : null,
            Application = request.Application,
            ImmutableIds = request.Prefer.ImmutableId,
            Expires = Expiry(body),
        };
        if (Active.Count(s => s.Mailbox == mailbox) >= MaxPerMailbox)
            throw new GraphException(403, "ExtensionError", "Operation: Create; Exception: [Status Code: Forbidden; Reason: the mailbox has its 1000 subscriptions].");
        await sender.ValidateAsync(subscription.NotificationUrl, request.Cancelled);
        if (subscription.LifecycleUrl is { } url && url != subscription.NotificationUrl)
            await sender.ValidateAsync(url, request.Cancelled);
        _all[subscription.Id] = subscription;
        return Entity(request, subscription, 201);
    }

    private GraphResponse List(GraphRequest request) => GraphResponse.Json(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("@odata.context", request.BaseUrl + "/$metadata#subscriptions");
        json.WriteStartArray("value");
        foreach (var subscription in Active.Where(s => s.Application == request.Application))
        {
            json.WriteStartObject();
            Write(json, subscription);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private GraphResponse Renew(GraphRequest request, Subscription subscription)
    {
        subscription.Expires = Expiry(request.Json());
        return Entity(request, subscription, 200);
    }

    private GraphResponse Delete(Subscription subscription)
    {
        Remove(subscription);
        return GraphResponse.Empty(204);
    }

    /// <summary>A real one would go on delivering after a new look at the grant; there is none to look at.</summary>
    private static GraphResponse Reauthorize(Subscription _) => GraphResponse.Empty(202);

    private Subscription Get(string id) => Find(id) ?? throw new GraphException(404, "ResourceNotFound", "The object was not found.");

    private (Mailbox Mailbox, Folder? Folder) Target(string resource)
    {
        var path = PathSegments.Split(resource.Split('?')[0]);
        if (path.Length < 3 || !path[0].Equals("users", StringComparison.OrdinalIgnoreCase) || !path[^1].Equals("messages", StringComparison.OrdinalIgnoreCase))
            throw Invalid($"The resource '{resource}' is not supported.");
        var mailbox = mailboxes.Find(path[1]) ?? throw new GraphException(404, "ResourceNotFound", $"The requested user '{path[1]}' is invalid.");
        if (options.AllowedMailboxes is { } allowed && !allowed.Contains(mailbox.Address, StringComparer.OrdinalIgnoreCase))
            throw new GraphException(403, "ErrorAccessDenied", "Access to OData is disabled.");
        if (path.Length == 3)
            return (mailbox, null);
        return path.Length == 5 && path[2].Equals("mailFolders", StringComparison.OrdinalIgnoreCase)
            ? (mailbox, MailFolders.Find(mailbox, path[3]))
            : throw Invalid($"The resource '{resource}' is not supported.");
    }

    private Uri Address(string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || (options.AllowHttpNotifications && url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
        {
            return url;
        }

        throw Invalid("The 'notificationUrl' must be an absolute https address.");
    }

    private DateTimeOffset Expiry(JsonElement body)
    {
        var text = Text(body, "expirationDateTime");
        if (!DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var expires))
            throw Invalid("The expirationDateTime is not a date.");
        var now = options.Time.GetUtcNow();
        if (expires <= now)
            throw Invalid("Subscription expiration must be in the future.");
        if (expires > now + MaxLife)
            throw Invalid("Subscription expiration can only be 10080 minutes in the future.");
        return expires < now + MinLife ? now + MinLife : expires.ToUniversalTime();
    }

    private static string Text(JsonElement body, string name) => Json.Text(body, name) ?? throw Invalid($"The property '{name}' is missing.");

    private static GraphException Invalid(string message) => new(400, "InvalidRequest", message);

    private static GraphResponse Entity(GraphRequest request, Subscription subscription, int status) => GraphResponse.Json(status, json =>
    {
        json.WriteStartObject();
        json.WriteString("@odata.context", request.BaseUrl + "/$metadata#subscriptions/$entity");
        Write(json, subscription);
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, Subscription subscription)
    {
        json.WriteString("id", subscription.Id);
        json.WriteString("resource", subscription.Resource);
        json.WriteString("applicationId", subscription.Application);
        json.WriteString("changeType", subscription.ChangeType);
        json.WriteString("clientState", subscription.ClientState);
        json.WriteString("notificationUrl", subscription.NotificationUrl.OriginalString);
        json.WriteNull("notificationQueryOptions");
        json.WriteString("lifecycleNotificationUrl", subscription.LifecycleUrl?.OriginalString);
        MessageBodyJson.WriteTime(json, "expirationDateTime"u8, subscription.Expires);
        json.WriteString("creatorId", IdMint.UserId(subscription.Application));
        json.WriteNull("includeResourceData");
        json.WriteString("latestSupportedTlsVersion", "v1_2");
        json.WriteNull("encryptionCertificate");
        json.WriteNull("encryptionCertificateId");
        json.WriteNull("notificationUrlAppId");
    }
}
