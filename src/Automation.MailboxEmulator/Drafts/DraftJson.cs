using System.Globalization;
using System.Text.Json;
using Automation.MailboxEmulator.Graph;
using Automation.MailboxEmulator.Mailboxes;

namespace Automation.MailboxEmulator.Drafts;

/// <summary>Applies a message of the caller to a message of the mailbox, with Exchange's rules on what may be written when. Names are read case-insensitively.</summary>
internal static class DraftJson
{
    private const int MaxHeaders = 5;

    public enum Occasion
    {
        Create,

        /// <summary>The message part of createReply and its kin.</summary>
        Reply,

        Patch,
    }

    /// <exception cref="GraphException">400 when a rule forbids it; the message may then be half changed, so see <see cref="Check"/>.</exception>
    public static void Apply(Message message, JsonElement json, Occasion occasion, Mailbox mailbox, DateTimeOffset now)
    {
        var content = message.Content;
        foreach (var property in json.EnumerateObject())
        {
            var value = property.Value;
            switch (property.Name.ToUpperInvariant())
            {
                case "ISREAD":
                    message.IsRead = value.ValueKind == JsonValueKind.True;
                    break;
                case "CATEGORIES":
                    message.Categories = [.. Items(value).Select(v => v.GetString() ?? "")];
                    break;
                case "FLAG":
                    message.FlagStatus = Json.Text(value, "flagStatus") ?? "notFlagged";
                    break;
                case "INFERENCECLASSIFICATION":
                    message.InferenceClassification = value.GetString() ?? "focused";
                    break;
                case "IMPORTANCE":
                    content.Importance = value.GetString()?.ToLowerInvariant() switch
                    {
                        "high" => Importance.High,
                        "low" => Importance.Low,
                        "normal" or null => Importance.Normal,
                        var other => throw GraphException.BadRequest($"Requested value '{other}' was not found."),
                    };
                    break;
                case "SINGLEVALUEEXTENDEDPROPERTIES":
                    ApplyProperties(message, value);
                    break;
                case "INTERNETMESSAGEHEADERS":
                    if (occasion == Occasion.Patch)
                        throw new GraphException(400, "ErrorInvalidPropertySet", "internetMessageHeaders can only be set when the message is created.");
                    content.Headers = Headers(value);
                    break;
                case "ATTACHMENTS":
                    if (occasion == Occasion.Patch)
                        throw new GraphException(400, "ErrorInvalidPropertySet", "attachments cannot be set by an update; add them to the attachments collection.");
                    content.Attachments.AddRange(Items(value).Select(a => AttachmentFromJson.Read(a, mailbox, now)));
                    break;
                default:
                    ApplyDraftOnly(message, property.Name, value);
                    break;
            }
        }
    }

    /// <summary>Tries an update on a message that nobody sees, so that a refused one changes nothing.</summary>
    /// <exception cref="GraphException">As <see cref="Apply"/>.</exception>
    public static void Check(Message message, JsonElement json, Mailbox mailbox, DateTimeOffset now)
    {
        var scratch = DraftMaker.Blank(mailbox, message.Folder, now);
        scratch.IsDraft = message.IsDraft;
        scratch.IsSubmitted = message.IsSubmitted;
        Apply(scratch, json, Occasion.Patch, mailbox, now);
    }

    private static void ApplyDraftOnly(Message message, string name, JsonElement value)
    {
        var content = message.Content;
        Action? change = name.ToUpperInvariant() switch
        {
            "SUBJECT" => () => content.Subject = value.GetString() ?? "",
            "BODY" => () => SetBody(content, value),
            "TORECIPIENTS" => () => content.To = Parties(value),
            "CCRECIPIENTS" => () => content.Cc = Parties(value),
            "BCCRECIPIENTS" => () => content.Bcc = Parties(value),
            "REPLYTO" => () => content.ReplyTo = Parties(value),
            "FROM" => () => content.From = PartyOf(value) ?? content.From,
            "SENDER" => () => content.Sender = PartyOf(value) ?? content.Sender,
            "INTERNETMESSAGEID" => () => message.InternetMessageId = value.GetString() is { Length: > 0 } id ? id : message.InternetMessageId,
            "ISREADRECEIPTREQUESTED" => () => content.IsReadReceiptRequested = value.ValueKind == JsonValueKind.True,
            "ISDELIVERYRECEIPTREQUESTED" => () => content.IsDeliveryReceiptRequested = value.ValueKind == JsonValueKind.True,
            // Read-only properties and annotations of a fetched object that comes back are ignored, as the service does.
            _ => null,
        };
        if (change is null)
            return;
        if (!message.IsDraft || message.IsSubmitted)
            throw new GraphException(400, "ErrorInvalidOperation", $"The property '{name}' can only be set while the message is a draft.");
        change();
    }

    private static void SetBody(MessageContent content, JsonElement value)
    {
        content.Body = Json.Text(value, "content") ?? "";
        content.BodyIsHtml = string.Equals(Json.Text(value, "contentType"), "html", StringComparison.OrdinalIgnoreCase);
    }

    private static void ApplyProperties(Message message, JsonElement value)
    {
        foreach (var item in Items(value))
        {
            var id = ExtendedPropertyId.Normalise(Json.Text(item, "id")) ?? throw new GraphException(400, "ErrorPropertyValidationFailure", $"The extended property id '{Json.Text(item, "id")}' is invalid.");
            if (Json.Text(item, "value") is { } text)
                message.Properties[id] = text;
            else
                message.Properties.Remove(id);
        }
    }

    private static List<HeaderField> Headers(JsonElement value)
    {
        var headers = new List<HeaderField>();
        foreach (var item in Items(value))
        {
            var name = Json.Text(item, "name") ?? "";
            if (!name.StartsWith("x-", StringComparison.OrdinalIgnoreCase))
                throw new GraphException(400, "InvalidInternetMessageHeader", $"The internet message header name '{name}' should start with 'x-' or 'X-'.");
            if (name.Any(c => c is <= ' ' or > '~' or ':'))
                throw new GraphException(400, "InvalidInternetMessageHeader", $"The internet message header name '{name}' is not valid.");
            headers.Add(new(name, (Json.Text(item, "value") ?? "").ReplaceLineEndings(" ")));
        }

        return headers.Count <= MaxHeaders
            ? headers
            : throw new GraphException(400, "InvalidInternetMessageHeaderCollection", string.Create(CultureInfo.InvariantCulture, $"Maximum number of headers in one message should be less than or equal to {MaxHeaders}."));
    }

    private static List<Party> Parties(JsonElement value) => [.. Items(value).Select(PartyOf).OfType<Party>()];

    public static List<Party> Parties(JsonElement body, string property) => Json.Get(body, property) is { } value ? Parties(value) : [];

    private static Party? PartyOf(JsonElement value)
    {
        if (Json.Get(value, "emailAddress") is not { } email)
            return null;
        var address = (Json.Text(email, "address") ?? "").Trim();
        return new(Json.Text(email, "name") is { Length: > 0 } name ? name : address, address);
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default;
}
