using System.Text;
using Automation.MailboxEmulator.Mailboxes;
using MimeKit;

namespace Automation.MailboxEmulator.Mime;

/// <summary>Finds the body and the attachments in a MIME tree: HTML before text, related parts inline, messages as item attachments.</summary>
internal static class BodyReader
{
    public static void Read(MessageContent content, MimeEntity? body)
    {
        var state = new State();
        if (body is not null)
            Visit(state, body, isRelated: false, depth: 0);
        content.Body = Text.Clean(state.Body.ToString());
        content.BodyIsHtml = state.IsHtml;
        content.Attachments = state.MarkInline();
    }

    private static void Visit(State state, MimeEntity entity, bool isRelated, int depth)
    {
        const int MaxDepth = 40;
        switch (entity)
        {
            case MessagePart message when !entity.ContentType.IsMimeType("message", "external-body"):
                state.AddItem(message);
                break;
            case MultipartAlternative alternative when depth < MaxDepth:
                VisitAlternative(state, alternative, isRelated, depth);
                break;
            case MultipartRelated related when depth < MaxDepth:
                var root = related.Root;
                if (root is not null)
                    Visit(state, root, isRelated, depth + 1);
                foreach (var part in related)
                {
                    if (!ReferenceEquals(part, root))
                        Visit(state, part, isRelated: true, depth + 1);
                }

                break;
            case Multipart multipart when depth < MaxDepth:
                foreach (var part in multipart)
                    Visit(state, part, isRelated, depth + 1);
                break;
            case TextPart text when !isRelated && state.IsBody(text):
                state.AddBody(text);
                break;
            default:
                state.AddFile(entity, isRelated);
                break;
        }
    }

    /// <summary>Takes the richest form that holds a body; calendar and other forms beside it stay as attachments.</summary>
    private static void VisitAlternative(State state, MultipartAlternative alternative, bool isRelated, int depth)
    {
        MimeEntity? best = null;
        foreach (var part in alternative)
        {
            if (HoldsText(part, html: true) || (best is null && HoldsText(part, html: false)))
                best = part;
        }

        best ??= alternative.Count > 0 ? alternative[^1] : null;
        if (best is not null)
            Visit(state, best, isRelated, depth + 1);
        foreach (var part in alternative)
        {
            if (!ReferenceEquals(part, best) && part is not Multipart && !(part is TextPart text && (text.IsPlain || text.IsHtml || text.IsEnriched)))
                Visit(state, part, isRelated: true, depth + 1);
        }
    }

    private static bool HoldsText(MimeEntity entity, bool html) => entity switch
    {
        TextPart text => html ? text.IsHtml : text.IsPlain,
        MultipartRelated related => related.Root is { } root && HoldsText(root, html),
        Multipart multipart => multipart.Any(part => HoldsText(part, html)),
        _ => false,
    };

    private sealed class State
    {
        private readonly List<Attachment> _attachments = [];
        private bool _hasBody;

        public StringBuilder Body { get; } = new();
        public bool IsHtml { get; private set; }

        public bool IsBody(TextPart text)
        {
            if (text.ContentDisposition?.Disposition.Equals(ContentDisposition.Attachment, StringComparison.OrdinalIgnoreCase) == true
                || !(text.IsPlain || text.IsHtml || text.IsEnriched || text.ContentType.MediaSubtype == ""))
            {
                return false;
            }

            // A second text without a name continues the first; one of the other kind, or with a name, is a file.
            return !_hasBody || (string.IsNullOrEmpty(text.FileName) && text.IsHtml == IsHtml);
        }

        public void AddBody(TextPart text)
        {
            if (_hasBody)
                Body.Append(IsHtml ? "<br>" : "\r\n");
            IsHtml = text.IsHtml;
            _hasBody = true;
            // Exchange shows CR LF whatever arrived.
            Body.Append(TextOf(text).Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal));
        }

        public void AddItem(MessagePart part)
        {
            using var bytes = new MemoryStream();
            part.Message?.WriteTo(bytes);
            _attachments.Add(new Attachment
            {
                Id = Number(),
                Kind = AttachmentKind.Item,
                Name = part.Message?.Subject is { Length: > 0 } subject ? Text.Clean(subject) : part.ContentType.Name ?? "(no subject)",
                Bytes = bytes.ToArray(),
            });
        }

        public void AddFile(MimeEntity entity, bool isRelated)
        {
            var type = entity.ContentType;
            var isUrl = type.IsMimeType("message", "external-body") && type.Parameters["access-type"]?.Equals("url", StringComparison.OrdinalIgnoreCase) == true;
            var name = entity.ContentDisposition?.FileName ?? type.Name ?? (isUrl ? type.Parameters["url"] : null);
            _attachments.Add(new Attachment
            {
                Id = Number(),
                Kind = isUrl ? AttachmentKind.Reference : AttachmentKind.File,
                Name = Text.Clean(name ?? DefaultName(type)),
                ContentType = isUrl ? null : type.MimeType,
                ContentId = entity.ContentId is { Length: > 0 } id ? id.Trim('<', '>') : null,
                ContentLocation = entity.ContentLocation?.ToString(),
                IsInline = !isUrl && (isRelated && entity.ContentId is not null && entity.ContentDisposition?.IsAttachment != true
                    || entity.ContentDisposition is { IsAttachment: false }),
                Bytes = isUrl ? [] : Decode(entity),
            });
        }

        /// <summary>An attached picture that the HTML shows by cid is inline, whatever its disposition says, as Exchange decides it.</summary>
        public List<Attachment> MarkInline()
        {
            if (!IsHtml)
                return _attachments;
            var html = Body.ToString();
            for (var i = 0; i < _attachments.Count; i++)
            {
                var attachment = _attachments[i];
                if (attachment is { IsInline: false, Kind: AttachmentKind.File, ContentId: { Length: > 0 } id } && html.Contains("cid:" + id, StringComparison.OrdinalIgnoreCase))
                {
                    _attachments[i] = new Attachment
                    {
                        Id = attachment.Id,
                        Kind = attachment.Kind,
                        Name = attachment.Name,
                        ContentType = attachment.ContentType,
                        ContentId = id,
                        ContentLocation = attachment.ContentLocation,
                        IsInline = true,
                        Bytes = attachment.Bytes,
                    };
                }
            }

            return _attachments;
        }

        private string Number() => "AAkAAttA" + (_attachments.Count + 1).ToString("d8", System.Globalization.CultureInfo.InvariantCulture);

        private static string DefaultName(ContentType type) => type switch
        {
            { MediaType: "message", MediaSubtype: "delivery-status" } => "details.txt",
            { MediaType: "text", MediaSubtype: "calendar" } => "meeting.ics",
            { MediaType: "image", MediaSubtype: var subtype } => "image." + subtype,
            _ => "ATT00001",
        };

        private static byte[] Decode(MimeEntity entity)
        {
            using var bytes = new MemoryStream();
            if (entity is MimePart { Content: { } data })
                data.DecodeTo(bytes);
            else if (entity is not MimePart)
                entity.WriteTo(FormatOptions.Default, bytes, contentOnly: true);
            return bytes.ToArray();
        }

        private static string TextOf(TextPart part)
        {
            try
            {
                return part.Text ?? "";
            }
            catch (Exception problem) when (problem is ArgumentException or NotSupportedException or DecoderFallbackException or FormatException)
            {
                // A charset that does not exist: the bytes are shown one to one.
                return Encoding.Latin1.GetString(Decode(part));
            }
        }
    }
}
