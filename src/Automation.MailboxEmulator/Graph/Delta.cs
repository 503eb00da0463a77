using System.Text.Json;
using Automation.MailboxEmulator.Faults;
using Automation.MailboxEmulator.Mailboxes;
using Automation.MailboxEmulator.Queries;
using Automation.MailboxEmulator.Wire;

namespace Automation.MailboxEmulator.Graph;

/// <summary><c>GET …/mailFolders/{id}/messages/delta</c>: what changed in a folder since a token, oldest change first.</summary>
internal static class Delta
{
    private const int DefaultPageSize = 10;

    /// <summary>A delta with a filter on the receive time gives no more rows than this.</summary>
    private const int FilteredLimit = 5000;

    public static GraphResponse Read(GraphRequest request, Mailbox mailbox, Folder folder, FaultSwitches faults)
    {
        lock (mailbox.Gate)
        {
            var token = Start(request, folder);
            var isFirstPage = token is { Sequence: 0 };
            if (token.Generation != folder.TokenGeneration || !token.Folder.Equals(folder.Id, StringComparison.Ordinal))
                throw GraphException.SyncStateNotFound(token.Generation, folder.TokenGeneration);
            if (faults.Fires(isFirstPage ? FaultKind.GoneOnFirstPage : token.IsFirstRound ? FaultKind.GoneInMidRound : FaultKind.Gone))
                throw GraphException.SyncStateNotFound(token.Sequence, folder.TokenGeneration);
            var size = Math.Clamp(request.Prefer.MaxPageSize ?? token.Top ?? DefaultPageSize, 1, 1000);
            var shape = MessageShape.Get(token.Select, token.Expand, request.Prefer, isTyped: true);
            var page = faults.Fires(FaultKind.EmptyPage) ? new DeltaPage([], token.Sequence, HasMore: true, token.Shown) : Collect(token, mailbox, folder, shape, size);
            return Write(request, mailbox, folder, token, page, shape, faults);
        }
    }

    private static DeltaToken Start(GraphRequest request, Folder folder)
    {
        if ((request.Option("skiptoken") ?? request.Option("deltatoken")) is { } text)
        {
            return text.Equals("latest", StringComparison.OrdinalIgnoreCase)
                ? throw GraphException.BadRequest("$deltatoken=latest is not supported for messages.")
                : DeltaToken.Decode(text);
        }

        if (request.Option("search") is not null)
            throw GraphException.BadRequest("$search is not supported by delta.");
        var filter = request.Option("filter");
        if (filter is not null && !(filter.TrimStart().StartsWith("receivedDateTime g", StringComparison.OrdinalIgnoreCase) && !filter.Contains(" and ", StringComparison.OrdinalIgnoreCase)))
            throw GraphException.BadRequest("Delta allows only $filter=receivedDateTime ge or gt.");
        MessageFilter.Parse(filter);
        var changeType = request.Option("changeType")?.ToLowerInvariant();
        if (changeType is not (null or "created" or "updated" or "deleted"))
            throw GraphException.BadRequest("changeType is created, updated or deleted.");
        return new DeltaToken(folder.Id, folder.TokenGeneration, 0, 0, IsFirstRound: true,
            request.Option("select"), request.Option("expand"), filter, changeType, request.NumberOption("top"));
    }

    private static DeltaPage Collect(DeltaToken token, Mailbox mailbox, Folder folder, MessageShape shape, int size)
    {
        var filter = MessageFilter.Parse(token.Filter);
        var rows = new List<DeltaRow>(Math.Min(size, 256));
        var reached = token.Sequence;
        var shown = token.Shown;
        foreach (var change in folder.ChangesAfter(token.Sequence))
        {
            if (Row(token, mailbox, folder, shape, filter, change) is { } row)
            {
                var isOverLimit = token is { IsFirstRound: true, Filter: not null } && shown >= FilteredLimit;
                if (!isOverLimit)
                {
                    if (rows.Count == size)
                        return new(rows, reached, HasMore: true, shown);
                    rows.Add(row);
                    shown++;
                }
            }

            reached = change.Sequence;
        }

        // What the changes do not tell of is still in the folder: a round that began without a token lists it, any other never does.
        if (token.IsFirstRound)
            rows.AddRange(folder.Messages.Where(m => m.IsLostToDelta && filter.Matches(m)).Select(m => new DeltaRow(m, m.Id, DeltaRowKind.Full)));
        return new(rows, reached, HasMore: false, shown);
    }

    private static DeltaRow? Row(DeltaToken token, Mailbox mailbox, Folder folder, MessageShape shape, MessageFilter filter, FolderChange change)
    {
        if (folder.Departed.TryGetValue(change.MessageId, out var departure))
        {
            // Superseded, never seen by this reader, or not asked for.
            return departure.Sequence != change.Sequence || departure.CreatedAt > token.Sequence || token.Sequence == 0 || token.ChangeType is not (null or "deleted")
                ? null
                : new DeltaRow(null, change.MessageId, DeltaRowKind.Removed);
        }

        if (mailbox.Find(change.MessageId) is not { } message || message.Folder != folder || !filter.Matches(message))
            return null;
        if (change.Sequence == message.CreatedAt)
            return token.ChangeType is null or "created" ? new DeltaRow(message, message.Id, DeltaRowKind.Full) : null;
        // Created or changed later in this same page: the row above, or the one to come, says it all.
        if (message.CreatedAt > token.Sequence || token.ChangeType is not (null or "updated"))
            return null;
        if (change.Sequence == message.ContentAt)
            return new DeltaRow(message, message.Id, DeltaRowKind.Full);
        // Reading is reported only to who selects it, and then alone.
        return change.Sequence == message.ChangedAt && message.ContentAt <= token.Sequence && shape.Has("isRead")
            ? new DeltaRow(message, message.Id, DeltaRowKind.ReadState)
            : null;
    }

    private static GraphResponse Write(GraphRequest request, Mailbox mailbox, Folder folder, DeltaToken token, DeltaPage page, MessageShape shape, FaultSwitches faults)
    {
        var rows = DeltaFaults.Distort(page.Rows, token, folder, faults);
        var next = token with { Sequence = page.Reached, Shown = page.Shown, IsFirstRound = token.IsFirstRound && page.HasMore };
        var link = $"{request.BaseUrl}/users/{Uri.EscapeDataString(request.Segments[1])}/mailFolders('{Uri.EscapeDataString(request.Segments[3])}')/messages/delta?{(page.HasMore ? "$skiptoken" : "$deltatoken")}={next.Encode()}";
        var response = GraphResponse.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context"u8, request.BaseUrl + "/$metadata#Collection(message)");
            json.WriteString(page.HasMore ? "@odata.nextLink"u8 : "@odata.deltaLink"u8, link);
            json.WriteStartArray("value"u8);
            foreach (var row in rows)
                WriteRow(json, mailbox, row, shape, request.BaseUrl);
            json.WriteEndArray();
            json.WriteEndObject();
        });
        MessageJson.Applied(response, request.Prefer);
        return response;
    }

    private static void WriteRow(Utf8JsonWriter json, Mailbox mailbox, DeltaRow row, MessageShape shape, string baseUrl)
    {
        if (row is { Kind: DeltaRowKind.Full, Message: { } full })
        {
            MessageJson.WriteRow(json, mailbox, full, shape, baseUrl);
            return;
        }

        json.WriteStartObject();
        json.WriteString("@odata.type"u8, "#microsoft.graph.message"u8);
        if (row is { Kind: DeltaRowKind.ReadState, Message: { } partial })
        {
            json.WriteString("@odata.etag"u8, $"W/\"{partial.ChangeKey}\"");
            json.WriteString("id"u8, MessageJson.IdOf(partial, shape));
            json.WriteBoolean("isRead"u8, partial.IsRead);
            json.WriteString("parentFolderId"u8, partial.Folder.Id);
        }
        else
        {
            json.WriteString("id"u8, row.Id);
            json.WriteStartObject("@removed"u8);
            json.WriteString("reason"u8, "deleted"u8);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}

internal enum DeltaRowKind
{
    Full,

    /// <summary>Only id, isRead and parentFolderId, whatever was selected.</summary>
    ReadState,

    Removed,
}

internal sealed record DeltaRow(Message? Message, string Id, DeltaRowKind Kind);

/// <param name="Reached">Sequence number up to which changes were looked at.</param>
internal sealed record DeltaPage(List<DeltaRow> Rows, long Reached, bool HasMore, int Shown);
