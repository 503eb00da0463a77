using System.Collections.Concurrent;
using System.Text.Json;
using Automation.Graph.Connection;
using Automation.Graph.Requests;
using Automation.Mail.Mailboxes;

namespace Automation.Graph.Reading;

/// <summary>The ids of well-known folders: constant for the life of a mailbox, so each is asked for once.</summary>
internal sealed class FolderIds(GraphConnection connection)
{
    private readonly ConcurrentDictionary<MailFolder, string> _ids = new();

    public async Task<string> GetAsync(MailFolder folder, CancellationToken cancellationToken)
    {
        if (_ids.TryGetValue(folder, out var known))
            return known;
        var answer = await connection.DemandAsync(
            new GraphCall(folder.Mailbox, RequestKind.Folder, $"find the folder {folder.Name}", client =>
            {
                var request = client.Users[folder.Mailbox].MailFolders[folder.Name].ToGetRequestInformation(r => r.QueryParameters.Select = ["id"]);
                request.Headers.Add("Prefer", MessageFields.PreferId);
                return request;
            }),
            cancellationToken).ConfigureAwait(false);
        using var json = JsonDocument.Parse(answer.Body);
        var id = json.RootElement.GetProperty("id"u8).GetString()!;
        _ids[folder] = id;
        return id;
    }
}
