using System.Text.Json;
using Automation.Graph.Connection;
using Automation.Graph.Requests;
using Automation.Mail.Mailboxes;
using Automation.Mail.Messages;
using Microsoft.Kiota.Abstractions;

namespace Automation.Graph.Reading;

/// <summary>
/// Fetches what rows lack, for many mails at once: first whole rows and lists of attachments, then contents; the small ones twenty to a request, the large ones each alone.
/// </summary>
internal sealed class SecondLook(GraphConnection connection, FolderIds folderIds, MailFolder folder)
{
    /// <summary>Up to here an attachment travels as base64 in a batch; beyond, its bytes are fetched alone and as they are.</summary>
    private const long SmallBytes = 512 * 1024;

    private const string Reading = "read a message";

    private readonly Batch _batch = new(connection, folder.Mailbox);

    private string Mailbox => folder.Mailbox;

    public async Task<IReadOnlyList<MailDetail>> ReadAsync(IReadOnlyList<MailDetailQuery> queries, CancellationToken cancellationToken)
    {
        var looks = queries.Select(q => new Look(q)).ToList();
        await ReadRowsAsync(looks, cancellationToken).ConfigureAwait(false);
        await ListAttachmentsAsync(looks, cancellationToken).ConfigureAwait(false);
        await ReadSmallAttachmentsAsync(looks, cancellationToken).ConfigureAwait(false);
        foreach (var look in looks)
        {
            await ReadLargeAttachmentsAsync(look, cancellationToken).ConfigureAwait(false);
            if (look.Wants(MailParts.Mime))
                await ReadMimeAsync(look, cancellationToken).ConfigureAwait(false);
        }

        return looks.ConvertAll(l => l.Answer());
    }

    private async Task ReadRowsAsync(List<Look> looks, CancellationToken cancellationToken)
    {
        var wanted = looks.Where(l => l.Wants(MailParts.Message)).ToList();
        if (wanted.Count == 0)
            return;
        var folderId = await folderIds.GetAsync(folder, cancellationToken).ConfigureAwait(false);
        await _batch.RunAsync(
            wanted.ConvertAll(look => new BatchItem(GraphPaths.Row(Mailbox, look.Query.Id), 30_000, answer => TakeRow(look, answer, folderId))),
            cancellationToken).ConfigureAwait(false);
    }

    private void TakeRow(Look look, GraphAnswer answer, string folderId)
    {
        if (!answer.IsSuccess)
        {
            look.Stop(answer, Mailbox, Reading);
            return;
        }

        look.Row = answer.Body;
        var scan = RowScan.Read(answer.Body.Span);
        // A draft lives in Drafts whatever folder it was reported from; the rest is compared by id, since ids of folders are constant.
        if (scan.ParentFolderId is { } now && now != folderId)
            look.Stop(MailDetailStatus.Moved, $"The message is in another folder of {Mailbox} now.");
        else
            look.Parts |= scan.MissingParts & ~MailParts.Message;
    }

    private async Task ListAttachmentsAsync(List<Look> looks, CancellationToken cancellationToken) =>
        await _batch.RunAsync(
            looks.Where(l => l.Wants(MailParts.Attachments))
                .Select(look => new BatchItem(GraphPaths.Attachments(Mailbox, look.Query.Id), 4_000, answer => TakeList(look, answer)))
                .ToList(),
            cancellationToken).ConfigureAwait(false);

    private void TakeList(Look look, GraphAnswer answer)
    {
        if (!answer.IsSuccess)
        {
            look.Stop(answer, Mailbox, "list the attachments of a message");
            return;
        }

        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            foreach (var entry in json.RootElement.GetProperty("value"u8).EnumerateArray())
            {
                if (AttachmentReader.Read(entry, look.Query.MaxAttachmentBytes) is { } attachment)
                    look.Attachments.Add(attachment);
            }
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            look.Stop(MailDetailStatus.TryLater, $"The list of attachments from Microsoft 365 cannot be read: {problem.Message}");
        }
    }

    private async Task ReadSmallAttachmentsAsync(List<Look> looks, CancellationToken cancellationToken)
    {
        var items = new List<BatchItem>();
        foreach (var look in looks.Where(l => l.GoesOn))
        {
            for (var i = 0; i < look.Attachments.Count; i++)
            {
                var (attachment, place) = (look.Attachments[i], i);
                if (IsWanted(attachment) && attachment.Kind == AttachmentKind.File && attachment.Size <= SmallBytes)
                {
                    items.Add(new BatchItem(
                        GraphPaths.Attachment(Mailbox, look.Query.Id, attachment.Id),
                        (attachment.Size * 4 / 3) + 600,
                        answer => Take(look, place, answer, isBare: false)));
                }
            }
        }

        await _batch.RunAsync(items, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadLargeAttachmentsAsync(Look look, CancellationToken cancellationToken)
    {
        for (var i = 0; look.GoesOn && i < look.Attachments.Count; i++)
        {
            var attachment = look.Attachments[i];
            if (!IsWanted(attachment))
                continue;

            // A picture inside the text is found by its content id, which only the whole attachment tells.
            var isBare = attachment.Kind == AttachmentKind.Item || !attachment.IsInline;
            var path = isBare
                ? GraphPaths.AttachmentContent(Mailbox, look.Query.Id, attachment.Id)
                : GraphPaths.Attachment(Mailbox, look.Query.Id, attachment.Id);
            var limit = isBare ? look.Query.MaxAttachmentBytes : (look.Query.MaxAttachmentBytes * 4 / 3) + 10_000;
            try
            {
                Take(look, i, await FetchAsync(RequestKind.Attachment, "read an attachment", path, limit, cancellationToken).ConfigureAwait(false), isBare);
            }
            catch (MailboxException problem) when (problem.Fault == MailboxFault.Unavailable)
            {
                look.Lack(i, problem.Message, problem.RetryAfter);
            }
        }
    }

    private async Task ReadMimeAsync(Look look, CancellationToken cancellationToken)
    {
        const string doing = "read the raw text of a message";
        var path = GraphPaths.Mime(Mailbox, look.Query.Id);
        GraphAnswer answer;
        try
        {
            answer = await FetchAsync(RequestKind.Mime, doing, path, connection.Options.MaxMimeBytes, cancellationToken).ConfigureAwait(false);
        }
        catch (MailboxException problem) when (problem.Fault == MailboxFault.Unavailable)
        {
            look.Stop(MailDetailStatus.TryLater, problem.Message, problem.RetryAfter);
            return;
        }

        if (answer.IsSuccess)
            look.Mime = answer.Body;
        else if (answer.Status == 429 || answer.Status >= 500 || answer.Status == 404)
            look.Stop(answer, Mailbox, doing);
        else
            look.Note(GraphFaults.From(answer, Mailbox, doing).Message);
        if (answer.IsCut)
            look.Note($"The raw text was cut after {answer.Body.Length} bytes.");
    }

    private Task<GraphAnswer> FetchAsync(RequestKind kind, string doing, string path, long maxBytes, CancellationToken cancellationToken) =>
        connection.AskAsync(
            new GraphCall(Mailbox, kind, doing, _ =>
            {
                var get = new RequestInformation { HttpMethod = Method.GET, URI = new Uri(connection.Root + path) };
                get.Headers.Add("Prefer", MessageFields.PreferId);
                return get;
            })
            {
                MaxBytes = maxBytes,
            },
            cancellationToken);

    private void Take(Look look, int place, GraphAnswer answer, bool isBare)
    {
        const string doing = "read an attachment";
        var attachment = look.Attachments[place];
        if (answer.IsCut)
            look.Attachments[place] = attachment with { NotFetchedReason = AttachmentReader.TooLarge(look.Query.MaxAttachmentBytes) };
        else if (answer.IsSuccess)
            look.Attachments[place] = isBare ? attachment with { Content = answer.Body } : AttachmentReader.WithContent(attachment, answer.Body);
        else if (answer.Status == 429 || answer.Status >= 500)
            look.Lack(place, GraphFaults.From(answer, Mailbox, doing).Message, answer.RetryAfter);
        else
            look.Attachments[place] = attachment with { NotFetchedReason = GraphFaults.From(answer, Mailbox, doing).Message };
    }

    private static bool IsWanted(IncomingAttachment attachment) =>
        attachment is { Content: null, NotFetchedReason: null };
}
