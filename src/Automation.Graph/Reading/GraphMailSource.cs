using System.Text.Json;
using Automation.Graph.Connection;
using Automation.Graph.Requests;
using Automation.Mail.Mailboxes;
using Automation.Mail.Messages;
using Microsoft.Graph;
using Microsoft.Kiota.Abstractions;
using MimeKit;

namespace Automation.Graph.Reading;

/// <summary>Reads mailboxes of Microsoft 365 by delta query, one folder at a time.</summary>
internal sealed class GraphMailSource(GraphConnection connection) : IMailSource
{
    private readonly FolderIds _folderIds = new(connection);

    public async Task<MailPage> ReadPageAsync(MailFolder folder, string? cursor, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        if (cursor is not null && !IsOurs(cursor))
            throw new MailboxCursorExpiredException($"How far {folder.Mailbox} was read is known for another address than {connection.Root}. The folder is read again from the start; nothing needs to be done.");

        var answer = await connection.DemandAsync(
            new GraphCall(folder.Mailbox, RequestKind.Page, $"read {folder.Name}", client => Request(client, folder, cursor, since)),
            cancellationToken).ConfigureAwait(false);
        try
        {
            return PageReader.Read(answer.Body);
        }
        catch (JsonException problem)
        {
            throw new MailboxException(MailboxFault.Unavailable, $"Could not read {folder.Name} in {folder.Mailbox}: the answer of Microsoft 365 cannot be read. It is tried again later.", inner: problem);
        }
    }

    public async Task<IReadOnlyList<MailDetail>> ReadDetailsAsync(MailFolder folder, IReadOnlyList<MailDetailQuery> queries, CancellationToken cancellationToken) =>
        await new SecondLook(connection, _folderIds, folder).ReadAsync(queries, cancellationToken).ConfigureAwait(false);

    public MailParts MissingParts(ReadOnlyMemory<byte> row)
    {
        try
        {
            return RowScan.Read(row.Span).MissingParts;
        }
        catch (JsonException)
        {
            return MailParts.Message;
        }
    }

    public IncomingMail Parse(MailFolder folder, ReadOnlyMemory<byte> row, ReadOnlyMemory<byte>? detail)
    {
        var mail = RowParser.Parse(folder, row.Span);
        if (detail is not { IsEmpty: false } form)
            return mail;
        var (attachments, mime) = DetailForm.Read(form);
        mail = mail with { Attachments = attachments, Mime = mime };
        return mail.Headers.Count == 0 && mime is { } raw ? mail with { Headers = HeadersOf(raw) } : mail;
    }

    private RequestInformation Request(GraphServiceClient client, MailFolder folder, string? cursor, DateTimeOffset? since)
    {
        var delta = client.Users[folder.Mailbox].MailFolders[folder.Name].Messages.Delta;
        // The options are baked into the cursor, so they are given once; the preferences are not, so they are given always.
        var request = cursor is null
            ? delta.ToGetRequestInformation(r =>
            {
                r.QueryParameters.Select = MessageFields.Select;
                r.QueryParameters.Expand = [MessageFields.ExpandSendKey];
                if (since is { } start)
                    r.QueryParameters.Filter = $"receivedDateTime ge {start.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}";
            })
            : delta.WithUrl(cursor).ToGetRequestInformation();
        request.Headers.Add("Prefer", MessageFields.PreferId, MessageFields.PreferHtml, $"odata.maxpagesize={connection.Options.PageSize}");
        return request;
    }

    /// <summary>A cursor is an address. After the emulator moved to another port, or a tenant to another cloud, it leads nowhere.</summary>
    private bool IsOurs(string cursor) =>
        Uri.TryCreate(cursor, UriKind.Absolute, out var link)
        && Uri.TryCreate(connection.Root, UriKind.Absolute, out var root)
        && link.Scheme == root.Scheme
        && string.Equals(link.Authority, root.Authority, StringComparison.OrdinalIgnoreCase);

    private static List<MailHeader> HeadersOf(ReadOnlyMemory<byte> mime)
    {
        try
        {
            // No header block is longer; the rest of the message is not copied for it.
            using var stream = new MemoryStream(mime[..Math.Min(mime.Length, 256 * 1024)].ToArray(), writable: false);
            return [.. HeaderList.Load(stream).Select(h => new MailHeader(h.Field, h.Value.Replace("\0", "", StringComparison.Ordinal)))];
        }
        catch (Exception problem) when (problem is FormatException or IOException)
        {
            return [];
        }
    }
}
