using System.Text.Json;
using Automation.Graph.Connection;
using Automation.Graph.Reading;
using Automation.Graph.Requests;
using Automation.Mail.Mailboxes;
using Automation.Mail.Sending;
using Microsoft.Graph;
using Microsoft.Kiota.Abstractions;

namespace Automation.Graph.Sending;

/// <summary>The Drafts of mailboxes of Microsoft 365.</summary>
internal sealed class GraphDraftFolder(GraphConnection connection) : IDraftFolder
{
    private const string Drafts = "drafts";
    private const string Listing = "list the drafts";
    private const string Created = "createdDateTime";
    private const string Modified = "lastModifiedDateTime";
    private const int PageSize = 200;

    /// <summary>A folder with more drafts than this many pages is not the desk's doing; what is beyond them is seen when those before are gone.</summary>
    private const int MostPages = 10;

    public async Task<IReadOnlyList<KeyedDraft>> ListAsync(string mailbox, CancellationToken cancellationToken)
    {
        var drafts = new List<KeyedDraft>();
        string? next = null;
        for (var page = 0; page < MostPages; page++)
        {
            var link = next;
            var answer = await connection.DemandAsync(
                Call(mailbox, Listing, client => link is null
                    ? client.Users[mailbox].MailFolders[Drafts].Messages.ToGetRequestInformation(r =>
                    {
                        r.QueryParameters.Select = ["id", "isDraft", Created, Modified];
                        r.QueryParameters.Expand = [MessageFields.ExpandSendKey];
                        r.QueryParameters.Top = PageSize;
                    })
                    : client.Users[mailbox].MailFolders[Drafts].Messages.WithUrl(link).ToGetRequestInformation()),
                cancellationToken).ConfigureAwait(false);
            next = Read(mailbox, answer, drafts);
            if (next is null)
                break;
        }

        return drafts;
    }

    public async Task<bool> RemoveAsync(string mailbox, KeyedDraft draft, CancellationToken cancellationToken)
    {
        // Looked at once more right before: ids outlive a move, so the id of a draft that was sent meanwhile is that of the sent mail.
        const string doing = "look at a draft that was left behind";
        var shown = await connection.AskAsync(
            Call(mailbox, doing, client => client.Users[mailbox].Messages[draft.Id].ToGetRequestInformation(r => r.QueryParameters.Select = ["id", "isDraft", Modified])),
            cancellationToken).ConfigureAwait(false);
        if (IsGone(shown))
            return false;
        if (!shown.IsSuccess)
            throw GraphFaults.From(shown, mailbox, doing);
        if (!IsStill(draft, shown))
            return false;

        const string deleting = "delete a draft that was left behind";
        var answer = await connection.AskAsync(
            Call(mailbox, deleting, client => client.Users[mailbox].Messages[draft.Id].ToDeleteRequestInformation()), cancellationToken).ConfigureAwait(false);
        if (IsGone(answer))
            return false;
        return answer.IsSuccess ? true : throw GraphFaults.From(answer, mailbox, deleting);
    }

    private static bool IsStill(KeyedDraft draft, GraphAnswer shown)
    {
        using var json = JsonDocument.Parse(shown.Body);
        return json.RootElement.TryGetProperty("isDraft"u8, out var isDraft) && isDraft.ValueKind == JsonValueKind.True
            && TimeOf(json.RootElement, Modified) == draft.ModifiedAt;
    }

    private static bool IsGone(GraphAnswer answer) => answer.Status == 404 && GraphFaults.IsOfOneItem(answer.Error);

    private static GraphCall Call(string mailbox, string doing, Func<GraphServiceClient, RequestInformation> build) =>
        new(mailbox, RequestKind.Drafts, doing, client =>
        {
            var request = build(client);
            request.Headers.Add("Prefer", MessageFields.PreferId);
            return request;
        });

    /// <summary>Adds what carries a send key; the address of the next page, if there is one.</summary>
    private static string? Read(string mailbox, GraphAnswer answer, List<KeyedDraft> drafts)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            foreach (var message in json.RootElement.GetProperty("value"u8).EnumerateArray())
            {
                // One that does not tell when it was made or changed cannot be judged, and is no reason to leave the others.
                if (message.GetProperty("isDraft"u8).GetBoolean() && SendKeyOf(message) is { Length: > 0 } key
                    && TimeOf(message, Created) is { } created && TimeOf(message, Modified) is { } modified)
                    drafts.Add(new KeyedDraft(message.GetProperty("id"u8).GetString()!, key, created, modified));
            }

            return json.RootElement.TryGetProperty("@odata.nextLink"u8, out var next) ? next.GetString() : null;
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new MailboxException(
                MailboxFault.Unavailable, $"Could not {Listing} in {mailbox}: the answer of Microsoft 365 cannot be read. It is tried again later.", inner: problem);
        }
    }

    private static DateTimeOffset? TimeOf(JsonElement message, string name) =>
        message.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time) ? time : null;

    private static string? SendKeyOf(JsonElement message)
    {
        if (!message.TryGetProperty("singleValueExtendedProperties"u8, out var properties) || properties.ValueKind != JsonValueKind.Array)
            return null;
        foreach (var property in properties.EnumerateArray())
        {
            if (property.GetProperty("id"u8).GetString()?.EndsWith(MessageFields.SendKeyName, StringComparison.OrdinalIgnoreCase) == true)
                return property.GetProperty("value"u8).GetString();
        }

        return null;
    }
}
