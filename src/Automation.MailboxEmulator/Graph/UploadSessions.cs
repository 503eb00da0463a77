using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Automation.MailboxEmulator.Drafts;
using Automation.MailboxEmulator.Mailboxes;
using Automation.MailboxEmulator.Wire;

namespace Automation.MailboxEmulator.Graph;

/// <summary>Large attachments in pieces of at most 4 MB, in order, 3 to 150 MB in all. The upload address carries its own right.</summary>
internal sealed class UploadSessions(MessageActions messages, EmulatorOptions options)
{
    public const string PathPrefix = "/upload/";
    private const long MaxBytes = 150L * 1024 * 1024;
    private const int MaxPiece = 4 * 1024 * 1024;
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);

    public GraphResponse Create(GraphRequest request, Mailbox mailbox, string messageId)
    {
        var item = Json.Get(request.Json(), "attachmentItem") ?? throw GraphException.BadRequest("The parameter 'AttachmentItem' is missing.");
        var name = Json.Text(item, "name") ?? throw GraphException.BadRequest("The attachment needs a name.");
        if (Json.Get(item, "size") is not { ValueKind: JsonValueKind.Number } number || !number.TryGetInt64(out var size) || size <= 0)
            throw GraphException.BadRequest("The attachment needs a size.");
        if (size > MaxBytes)
            throw new GraphException(413, "ErrorMessageSizeExceeded", "The attachment is over the limit of 150 MB.");
        if (size < AttachmentFromJson.MaxBytes)
            throw new GraphException(400, "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize", "An upload session is for attachments of 3 MB and more.");
        lock (mailbox.Gate)
        {
            var message = messages.Find(mailbox, messageId);
            Attachments.CheckDraft(message);
            var id = Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
            var session = new Session(mailbox, message, name, Json.Text(item, "contentType") ?? "application/octet-stream",
                Json.Text(item, "contentId"), Json.Flag(item, "isInline") ?? false, new byte[size], options.Time.GetUtcNow() + Life);
            _sessions[id] = session;
            return GraphResponse.Json(201, json => Write(json, session, request.BaseUrl, id));
        }
    }

    /// <summary>Takes one piece.</summary>
    /// <param name="range">The Content-Range header: <c>bytes 0-1023/4096</c>.</param>
    public GraphResponse Put(string id, string? range, ReadOnlyMemory<byte> piece, string baseUrl)
    {
        if (!_sessions.TryGetValue(id, out var session) || session.Expires < options.Time.GetUtcNow())
            throw new GraphException(404, "ErrorItemNotFound", "The upload session was not found.");
        lock (session)
        {
            if (piece.Length > MaxPiece)
                throw new GraphException(413, "RequestEntityTooLarge", "A piece is at most 4 MB.");
            if (ParseRange(range) is not var (first, last, total) || total != session.Bytes.Length || last - first + 1 != piece.Length)
                throw GraphException.BadRequest("The Content-Range header is missing or does not fit.");
            if (first != session.Received)
                throw new GraphException(416, "ErrorInvalidRange", string.Create(CultureInfo.InvariantCulture, $"The next expected range starts at {session.Received}."));
            piece.CopyTo(session.Bytes.AsMemory((int)first));
            session.Received += piece.Length;
            if (session.Received < session.Bytes.Length)
                return GraphResponse.Json(200, json => Write(json, session, baseUrl, id));
        }

        _sessions.TryRemove(id, out _);
        return Finish(session, baseUrl);
    }

    public GraphResponse Cancel(string id) => _sessions.TryRemove(id, out _) ? GraphResponse.Empty(204) : throw GraphException.ItemNotFound();

    private GraphResponse Finish(Session session, string baseUrl)
    {
        var now = options.Time.GetUtcNow();
        lock (session.Mailbox.Gate)
        {
            Attachments.CheckDraft(session.Message);
            var attachment = new Attachment
            {
                Id = session.Mailbox.NewAttachmentId(),
                Kind = AttachmentKind.File,
                Name = session.Name,
                ContentType = session.ContentType,
                ContentId = session.ContentId,
                IsInline = session.IsInline,
                Bytes = session.Bytes,
                Modified = now,
            };
            session.Mailbox.Change(session.Message, now, m => m.Content.Attachments.Add(attachment));
            var response = GraphResponse.Empty(201);
            response.Headers.Add(("Location", $"{baseUrl}/users/{session.Mailbox.UserId}/messages/{Uri.EscapeDataString(session.Message.Id)}/attachments/{Uri.EscapeDataString(attachment.Id)}"));
            return response;
        }
    }

    private static void Write(Utf8JsonWriter json, Session session, string baseUrl, string id)
    {
        var root = baseUrl[..baseUrl.LastIndexOf('/')];
        json.WriteStartObject();
        json.WriteString("@odata.context", baseUrl + "/$metadata#microsoft.graph.uploadSession");
        json.WriteString("uploadUrl", $"{root}{PathPrefix}{id}?authtoken={id[..8]}");
        MessageBodyJson.WriteTime(json, "expirationDateTime"u8, session.Expires);
        json.WriteStartArray("nextExpectedRanges");
        json.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{session.Received}-"));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static (long First, long Last, long Total)? ParseRange(string? range)
    {
        if (!System.Net.Http.Headers.ContentRangeHeaderValue.TryParse(range, out var parsed) || parsed is not { From: { } first, To: { } last, Length: { } total })
            return null;
        return (first, last, total);
    }

    private sealed record Session(Mailbox Mailbox, Message Message, string Name, string ContentType, string? ContentId, bool IsInline, byte[] Bytes, DateTimeOffset Expires)
    {
        public long Received { get; set; }
    }
}
