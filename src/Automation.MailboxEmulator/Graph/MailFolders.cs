using System.Text.Json;
using Automation.MailboxEmulator.Drafts;
using Automation.MailboxEmulator.Mailboxes;

namespace Automation.MailboxEmulator.Graph;

/// <summary>Mail folders of a mailbox.</summary>
internal static class MailFolders
{
    private const string Root = "msgfolderroot";

    /// <summary>By well-known name or id.</summary>
    /// <exception cref="GraphException">404.</exception>
    public static Folder Find(Mailbox mailbox, string key)
    {
        lock (mailbox.Gate)
            return mailbox.FindFolder(key) ?? throw GraphException.FolderNotFound();
    }

    public static GraphResponse List(GraphRequest request, Mailbox mailbox) => Page(request, mailbox, f => f.ParentId == mailbox.RootFolderId);

    public static GraphResponse Children(GraphRequest request, Mailbox mailbox, string key)
    {
        var parent = key.Equals(Root, StringComparison.OrdinalIgnoreCase) ? mailbox.RootFolderId : Find(mailbox, key).Id;
        return Page(request, mailbox, f => f.ParentId == parent);
    }

    /// <summary>All folders, in one page; folders change too seldom here for more.</summary>
    public static GraphResponse Delta(GraphRequest request, Mailbox mailbox)
    {
        lock (mailbox.Gate)
        {
            var token = mailbox.Folders.Count().ToString(System.Globalization.CultureInfo.InvariantCulture);
            var isNews = request.Option("deltatoken") != token;
            return GraphResponse.Json(200, json =>
            {
                json.WriteStartObject();
                json.WriteString("@odata.context", request.BaseUrl + "/$metadata#Collection(mailFolder)");
                json.WriteString("@odata.deltaLink", $"{request.BaseUrl}/users/{Uri.EscapeDataString(request.Segments[1])}/mailFolders/delta?$deltatoken={token}");
                json.WriteStartArray("value");
                foreach (var folder in isNews ? mailbox.Folders : [])
                {
                    json.WriteStartObject();
                    json.WriteString("@odata.type", "#microsoft.graph.mailFolder");
                    Write(json, mailbox, folder);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
        }
    }

    public static GraphResponse Get(GraphRequest request, Mailbox mailbox, string key)
    {
        lock (mailbox.Gate)
        {
            var folder = mailbox.FindFolder(key) ?? throw GraphException.FolderNotFound();
            return Entity(request, mailbox, folder, 200);
        }
    }

    public static GraphResponse Create(GraphRequest request, Mailbox mailbox, string parentKey)
    {
        var name = Json.Text(request.Json(), "displayName");
        if (string.IsNullOrWhiteSpace(name))
            throw new GraphException(400, "ErrorInvalidParameter", "The folder needs a displayName.");
        lock (mailbox.Gate)
        {
            var parent = parentKey == Root ? mailbox.RootFolderId : mailbox.FindFolder(parentKey)?.Id ?? throw GraphException.FolderNotFound();
            if (mailbox.Folders.Any(f => f.ParentId == parent && f.DisplayName.Equals(name, StringComparison.OrdinalIgnoreCase)))
                throw new GraphException(409, "ErrorFolderExists", "A folder with the specified name already exists.");
            return Entity(request, mailbox, mailbox.AddFolder(name, parent), 201);
        }
    }

    private static GraphResponse Page(GraphRequest request, Mailbox mailbox, Func<Folder, bool> wanted)
    {
        lock (mailbox.Gate)
        {
            return GraphResponse.Json(200, json =>
            {
                json.WriteStartObject();
                json.WriteString("@odata.context", $"{request.BaseUrl}/$metadata#users('{mailbox.UserId}')/mailFolders");
                json.WriteStartArray("value");
                foreach (var folder in mailbox.Folders.Where(wanted).Take(request.NumberOption("top") ?? 100))
                {
                    json.WriteStartObject();
                    Write(json, mailbox, folder);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
        }
    }

    private static GraphResponse Entity(GraphRequest request, Mailbox mailbox, Folder folder, int status) => GraphResponse.Json(status, json =>
    {
        json.WriteStartObject();
        json.WriteString("@odata.context", $"{request.BaseUrl}/$metadata#users('{mailbox.UserId}')/mailFolders/$entity");
        Write(json, mailbox, folder);
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, Mailbox mailbox, Folder folder)
    {
        json.WriteString("id", folder.Id);
        json.WriteString("displayName", folder.DisplayName);
        json.WriteString("parentFolderId", folder.ParentId);
        json.WriteNumber("childFolderCount", mailbox.Folders.Count(f => f.ParentId == folder.Id));
        json.WriteNumber("unreadItemCount", folder.Messages.Count(m => !m.IsRead));
        json.WriteNumber("totalItemCount", folder.Messages.Count);
        json.WriteBoolean("isHidden", false);
    }
}
