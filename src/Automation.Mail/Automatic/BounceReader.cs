using System.Text;
using System.Text.RegularExpressions;
using Automation.Mail.Identity;
using Automation.Mail.Messages;
using MimeKit;

namespace Automation.Mail.Automatic;

/// <summary>
/// Reads a delivery report: its machine-readable part (RFC 3464) when the raw text or the attachment is there, else the words for people.
/// Runs only on mail already known to be a bounce, so it may parse MIME. Never throws.
/// </summary>
internal static partial class BounceReader
{
    private const int MaxRecipients = 50;
    private const int MaxDiagnostic = 500;
    private const int MaxTextScanned = 50_000;

    public static BounceDetails Read(IncomingMail mail, DeskIdentity desk)
    {
        var report = new Report();
        try
        {
            if (mail.Mime is { Length: > 0 } raw)
                ReadMime(raw, report);
            foreach (var attachment in mail.Attachments)
                ReadAttachment(attachment, report);
        }
        catch (Exception e) when (e is FormatException or IOException or ArgumentException or InvalidOperationException)
        {
            // A report that MimeKit cannot take apart is read as text below.
        }

        if (report.Recipients.Count == 0)
            ReadFields(mail, desk, report);

        // The original's own Message-ID is the best evidence, then what the report answers.
        report.AddId(mail.Header("X-MS-Exchange-Parent-Message-Id"));
        report.AddIds(mail.Header("In-Reply-To"));
        var references = MessageIds.ReadList(mail.Header("References"));
        for (var i = references.Count - 1; i >= 0; i--)
            report.AddId(references[i]);

        return new BounceDetails(report.Recipients, report.Ids, report.SendKey);
    }

    private static void ReadMime(ReadOnlyMemory<byte> raw, Report report)
    {
        using var stream = Mime.RawMail.Open(raw);
        var message = new MimeParser(Mime.RawMail.ParserOptions, stream, MimeFormat.Entity).ParseMessage();
        foreach (var part in message.BodyParts)
            ReadPart(part, report);
        // BodyParts steps into attached messages; their headers are the original's.
        foreach (var entity in Mime.RawMail.Walk(message.Body))
        {
            if (entity is MessagePart { Message: { } original })
                ReadOriginal(original.Headers, report);
        }
    }

    private static void ReadAttachment(IncomingAttachment attachment, Report report)
    {
        if (attachment.Content is not { Length: > 0 } content)
            return;

        using var stream = Mime.RawMail.Open(content);
        if (attachment.ContentType.StartsWith("message/delivery-status", StringComparison.OrdinalIgnoreCase)
            || attachment.ContentType.StartsWith("message/global-delivery-status", StringComparison.OrdinalIgnoreCase))
        {
            ReadStatus(stream, report);
        }
        else if (attachment.Kind is AttachmentKind.Item || attachment.ContentType.StartsWith("message/", StringComparison.OrdinalIgnoreCase) || attachment.ContentType.StartsWith("text/rfc822-headers", StringComparison.OrdinalIgnoreCase))
        {
            ReadOriginal(HeaderList.Load(Mime.RawMail.ParserOptions, stream), report);
        }
    }

    private static void ReadPart(MimeEntity part, Report report)
    {
        if (part is not MimePart { Content: { } content } || part.ContentType is not { } type)
            return;

        if (type.IsMimeType("message", "delivery-status") || type.IsMimeType("message", "global-delivery-status"))
        {
            using var status = new MemoryStream();
            content.DecodeTo(status);
            status.Position = 0;
            ReadStatus(status, report);
        }
        else if (type.IsMimeType("text", "rfc822-headers"))
        {
            using var headers = new MemoryStream();
            content.DecodeTo(headers);
            headers.Position = 0;
            ReadOriginal(HeaderList.Load(Mime.RawMail.ParserOptions, headers), report);
        }
    }

    private static void ReadOriginal(HeaderList headers, Report report)
    {
        report.AddId(headers[HeaderId.MessageId]);
        report.SendKey ??= headers[OwnHeaders.SendKey]?.Trim();
    }

    /// <summary>Groups of fields with blank lines between: one about the message, then one for each recipient.</summary>
    private static void ReadStatus(Stream stream, Report report)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var group = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string? last = null;
        var lines = 0;
        while (reader.ReadLine() is { } line && lines++ < 5_000)
        {
            if (line.Length == 0)
            {
                AddGroup(group, report);
                group.Clear();
                last = null;
            }
            else if (line[0] is ' ' or '\t')
            {
                if (last is not null && group[last].Length < MaxDiagnostic)
                    group[last] += " " + line.Trim();
            }
            else if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                last = line[..colon].Trim();
                group[last] = line[(colon + 1)..].Trim();
            }
        }

        AddGroup(group, report);
    }

    private static void AddGroup(Dictionary<string, string> group, Report report)
    {
        if (group.TryGetValue("X-Original-Message-ID", out var original))
            report.AddId(original);

        var recipient = group.GetValueOrDefault("Final-Recipient") ?? group.GetValueOrDefault("Original-Recipient");
        var status = group.TryGetValue("Status", out var code) ? FindStatus(code) : null;
        if (recipient is null && status is null)
            return;

        report.Add(new BouncedRecipient(
            AddressOf(recipient ?? ""),
            status,
            Typed(group.GetValueOrDefault("Diagnostic-Code")),
            KindOf(group.GetValueOrDefault("Action"), status)));
    }

    /// <summary>No machine-readable part: Exim's field, else the first address and code in the text, else Graph's To (which holds the failed address).</summary>
    private static void ReadFields(IncomingMail mail, DeskIdentity desk, Report report)
    {
        var content = mail.Body.Content;
        var text = content.Length > MaxTextScanned ? content[..MaxTextScanned] : content;
        if (mail.Body.IsHtml)
            text = Cleaning.HtmlText.Strip(text);
        var status = FindStatus(text);
        var kind = KindOf(null, status);
        var diagnostic = status is null ? null : LineWith(text, status);

        if (mail.Header(FailedRecipientsHeader.Field) is { } failed)
        {
            foreach (var address in failed.Split([',', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
                report.Add(new BouncedRecipient(AddressOf(address), status, diagnostic, kind));
        }
        else if (FirstForeign(text, desk) is { } found)
        {
            report.Add(new BouncedRecipient(found, status, diagnostic, kind));
        }
        else if (mail.To.FirstOrDefault(a => !desk.IsOwn(a.Address)) is { } to)
        {
            report.Add(new BouncedRecipient(to.Address.ToLowerInvariant(), status, diagnostic, kind));
        }
    }

    private static string? FirstForeign(string text, DeskIdentity desk)
    {
        foreach (var match in AddressPattern().EnumerateMatches(text))
        {
            var address = text.AsSpan(match.Index, match.Length).TrimEnd('.').ToString().ToLowerInvariant();
            var local = Signs.LocalPart(address);
            if (!desk.IsOwn(address) && !local.Equals("postmaster", StringComparison.Ordinal) && !local.Equals("mailer-daemon", StringComparison.Ordinal))
                return address;
        }

        return null;
    }

    private static string LineWith(string text, string status)
    {
        var at = text.IndexOf(status, StringComparison.Ordinal);
        var start = text.LastIndexOf('\n', at) + 1;
        var end = text.IndexOf('\n', at);
        return Cut(text[start..(end < 0 ? text.Length : end)].Trim());
    }

    private static string AddressOf(string field)
    {
        // "rfc822; someone@example.com"
        var text = field[(field.IndexOf(';', StringComparison.Ordinal) + 1)..].Trim().Trim('<', '>');
        return text.Length > 320 ? text[..320].ToLowerInvariant() : text.ToLowerInvariant();
    }

    private static string? Typed(string? diagnostic) =>
        diagnostic is null ? null : Cut(diagnostic[(diagnostic.IndexOf(';', StringComparison.Ordinal) + 1)..].Trim());

    private static string Cut(string text) => text.Length > MaxDiagnostic ? text[..MaxDiagnostic] : text;

    private static string? FindStatus(string text) => StatusPattern().Match(text) is { Success: true } match ? match.Value : null;

    private static BounceKind KindOf(string? action, string? status) => action?.Trim().ToUpperInvariant() switch
    {
        "DELAYED" => BounceKind.Delayed,
        "DELIVERED" or "RELAYED" or "EXPANDED" => BounceKind.Delivered,
        _ => status switch
        {
            ['4', ..] => BounceKind.Temporary,
            ['2', ..] when action is null => BounceKind.Delivered,
            _ => BounceKind.Permanent,
        },
    };

    [GeneratedRegex(@"\b[245]\.\d{1,3}\.\d{1,3}\b", RegexOptions.CultureInvariant)]
    private static partial Regex StatusPattern();

    [GeneratedRegex(@"[A-Za-z0-9._%+=\-]{1,64}@[A-Za-z0-9.\-]{1,190}", RegexOptions.CultureInvariant)]
    private static partial Regex AddressPattern();

    private sealed class Report
    {
        public List<BouncedRecipient> Recipients { get; } = [];
        public List<string> Ids { get; } = [];
        public string? SendKey { get; set; }

        public void Add(BouncedRecipient recipient)
        {
            if (Recipients.Count < MaxRecipients && !Recipients.Exists(r => r.Address == recipient.Address))
                Recipients.Add(recipient);
        }

        public void AddId(string? raw)
        {
            if (MessageIds.Normalise(raw) is { } id && Ids.Count < MessageIds.MaxReferences && !Ids.Contains(id))
                Ids.Add(id);
        }

        public void AddIds(string? field)
        {
            foreach (var id in MessageIds.ReadList(field))
                AddId(id);
        }
    }
}
