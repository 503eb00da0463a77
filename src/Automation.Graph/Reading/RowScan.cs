using System.Text.Json;
using Automation.Mail.Mailboxes;

namespace Automation.Graph.Reading;

/// <summary>The little that must be known of a row before it is stored: which message it is, and whether it is all there. One pass, few allocations.</summary>
internal struct RowScan
{
    [Flags]
    private enum Seen
    {
        None = 0,
        Subject = 1,
        Received = 2,
        To = 4,
        Folder = 8,
        Body = 16,
        All = Subject | Received | To | Folder | Body,
    }

    private Seen _seen;
    private bool _hasHeaders;
    private bool _hasAttachments;
    private bool _isDraft;
    private bool _isOurs;
    private bool _isReport;
    private bool _bodyIsEmpty;
    private bool _bodyNamesParts;

    public string? Id { get; private set; }

    public string? InternetMessageId { get; private set; }

    public DateTimeOffset? ReceivedAt { get; private set; }

    public string? ParentFolderId { get; private set; }

    public bool IsRemoved { get; private set; }

    public readonly MailRowKind Kind =>
        IsRemoved ? MailRowKind.Removed : _seen == Seen.All ? MailRowKind.Complete : MailRowKind.Partial;

    public readonly MailParts MissingParts
    {
        get
        {
            if (Kind != MailRowKind.Complete)
                return MailParts.Message;
            var missing = MailParts.None;
            if (_hasAttachments || _bodyNamesParts)
                missing |= MailParts.Attachments;

            // Without headers it cannot be told whether a machine wrote it; Graph leaves them out for mail of the same mailbox.
            if (_isReport || (_bodyIsEmpty && !_hasAttachments) || (!_hasHeaders && !_isDraft && !_isOurs))
                missing |= MailParts.Mime;
            return missing;
        }
    }

    /// <exception cref="JsonException">Not JSON.</exception>
    public static RowScan Read(ReadOnlySpan<byte> row)
    {
        var reader = new Utf8JsonReader(row);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return new RowScan();
        return Read(ref reader);
    }

    /// <summary>Reads the object that the reader stands at, to its end.</summary>
    public static RowScan Read(ref Utf8JsonReader reader)
    {
        var scan = new RowScan { _bodyIsEmpty = true };
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            scan.ReadProperty(ref reader);
        return scan;
    }

    private void ReadProperty(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("id"u8))
        {
            Id = Next(ref reader);
        }
        else if (reader.ValueTextEquals("internetMessageId"u8))
        {
            InternetMessageId = Next(ref reader);
        }
        else if (reader.ValueTextEquals("parentFolderId"u8))
        {
            ParentFolderId = Next(ref reader);
            _seen |= Seen.Folder;
        }
        else if (reader.ValueTextEquals("receivedDateTime"u8))
        {
            reader.Read();
            ReceivedAt = JsonText.ReadDate(ref reader);
            _seen |= Seen.Received;
        }
        else if (reader.ValueTextEquals("@removed"u8))
        {
            IsRemoved = true;
            reader.Read();
            reader.Skip();
        }
        else if (reader.ValueTextEquals("hasAttachments"u8))
        {
            reader.Read();
            _hasAttachments = JsonText.ReadTrue(ref reader);
        }
        else if (reader.ValueTextEquals("isDraft"u8))
        {
            reader.Read();
            _isDraft = JsonText.ReadTrue(ref reader);
        }
        else if (reader.ValueTextEquals("body"u8))
        {
            _seen |= Seen.Body;
            reader.Read();
            ReadBody(ref reader);
        }
        else if (reader.ValueTextEquals("internetMessageHeaders"u8))
        {
            reader.Read();
            ReadHeaders(ref reader);
        }
        else if (reader.ValueTextEquals("singleValueExtendedProperties"u8))
        {
            reader.Read();
            _isOurs = RowParser.ReadSendKey(ref reader) is not null;
        }
        else
        {
            if (reader.ValueTextEquals("subject"u8))
                _seen |= Seen.Subject;
            else if (reader.ValueTextEquals("toRecipients"u8))
                _seen |= Seen.To;
            reader.Read();
            reader.Skip();
        }
    }

    private void ReadBody(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isContent = reader.ValueTextEquals("content"u8);
            reader.Read();
            if (isContent && reader.TokenType == JsonTokenType.String)
            {
                // The raw bytes are enough: white space is blanks and the escapes of line ends.
                _bodyIsEmpty = reader.ValueSpan.IndexOfAnyExcept(" \\rnt"u8) < 0 && string.IsNullOrWhiteSpace(JsonText.Read(ref reader));
                _bodyNamesParts = NamesParts(reader.ValueSpan);
            }

            reader.Skip();
        }
    }

    private void ReadHeaders(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            bool isContentType = false, isNdrMark = false, isReport = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isName = reader.ValueTextEquals("name"u8);
                reader.Read();
                if (reader.TokenType == JsonTokenType.String)
                {
                    var raw = reader.ValueSpan;
                    if (isName)
                    {
                        isContentType = Ascii(raw, "content-type"u8);
                        isNdrMark = Ascii(raw, "x-ms-exchange-message-is-ndr"u8);
                    }
                    else
                    {
                        isReport = StartsAscii(raw.TrimStart(" "u8), "multipart/report"u8) || StartsAscii(raw.TrimStart(" "u8), "multipart\\/report"u8);
                    }
                }

                reader.Skip();
            }

            _hasHeaders = true;
            _isReport |= isNdrMark || (isContentType && isReport);
        }
    }

    private static string? Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        return JsonText.Read(ref reader);
    }

    private static bool NamesParts(ReadOnlySpan<byte> body)
    {
        // "cid:" in any case; the colon is the rarest of the four in a body full of links only by "http", so look for it last.
        for (var rest = body; ;)
        {
            var at = rest.IndexOf(":"u8);
            if (at < 0)
                return false;
            if (at >= 3 && (rest[at - 1] | 0x20) == 'd' && (rest[at - 2] | 0x20) == 'i' && (rest[at - 3] | 0x20) == 'c')
                return true;
            rest = rest[(at + 1)..];
        }
    }

    private static bool Ascii(ReadOnlySpan<byte> text, ReadOnlySpan<byte> expected) =>
        text.Length == expected.Length && StartsAscii(text, expected);

    private static bool StartsAscii(ReadOnlySpan<byte> text, ReadOnlySpan<byte> expected) =>
        text.Length >= expected.Length && System.Text.Ascii.EqualsIgnoreCase(text[..expected.Length], expected);
}
