using Automation.MailboxEmulator.Faults;
using Automation.MailboxEmulator.Notifications;

namespace Automation.MailboxEmulator.Graph;

/// <summary>Finds who answers a path. Paths come split, in one spelling (<see cref="PathSegments"/>).</summary>
internal sealed class Router(MessageActions messages, Attachments attachments, UploadSessions uploads, FaultRegister faults, Subscriptions subscriptions, Directory directory)
{
    /// <exception cref="GraphException">400 for a path that is not played here, 405 for a method.</exception>
    public Route Find(GraphRequest request)
    {
        var path = request.Segments;
        var method = request.Method;
        return Lower(path, 0) switch
        {
            "users" when path.Length == 1 => Only(method, "GET", Route.Of("users.list", null, (r, _) => directory.List(r))),
            "users" when path.Length == 2 => Only(method, "GET", Route.Of("user.get", path[1], Directory.Get)),
            "users" => User(request, path, method),
            "subscriptions" => subscriptions.Route(request),
            _ => throw GraphException.UnknownPath(string.Join('/', path)),
        };
    }

    private Route User(GraphRequest request, string[] path, string method)
    {
        var user = path[1];
        switch (Lower(path, 2))
        {
            case "sendmail" when path.Length == 3:
                return Only(method, "POST", Route.Of(RequestKinds.SendMail, user, messages.SendMail));
            case "translateexchangeids" when path.Length == 3:
                return Only(method, "POST", Route.Of("translateIds", user, Directory.TranslateIds));
            case "mailfolders":
                return Folders(request, path, method, user);
            case "messages":
                return Messages(path, 2, method, user, folderKey: null);
            default:
                throw GraphException.UnknownPath(path[2]);
        }
    }

    private Route Folders(GraphRequest request, string[] path, string method, string user)
    {
        if (path.Length == 3)
        {
            return method == "POST"
                ? Route.Of("folder.create", user, (r, box) => MailFolders.Create(r, box, "msgfolderroot"))
                : Only(method, "GET", Route.Of("folders.list", user, MailFolders.List));
        }

        var key = path[3];
        if (path.Length == 4)
        {
            return Lower(path, 3) == "delta"
                ? Only(method, "GET", Route.Of("folders.delta", user, MailFolders.Delta))
                : Only(method, "GET", Route.Of("folder.get", user, (r, box) => MailFolders.Get(r, box, key)));
        }

        switch (Lower(path, 4))
        {
            case "childfolders" when path.Length == 5:
                return method == "POST"
                    ? Route.Of("folder.create", user, (r, box) => MailFolders.Create(r, box, key))
                    : Only(method, "GET", Route.Of("folders.list", user, (r, box) => MailFolders.Children(r, box, key)));
            case "messages" when path.Length == 6 && Lower(path, 5) == "delta":
                return Only(method, "GET", Route.Of(RequestKinds.Delta, user, (r, box) => Delta.Read(r, box, MailFolders.Find(box, key), faults.Of(box))));
            case "messages":
                return Messages(path, 4, method, user, key);
            default:
                throw GraphException.UnknownPath(path[4]);
        }
    }

    /// <param name="at">Where <c>messages</c> stands in the path.</param>
    private Route Messages(string[] path, int at, string method, string user, string? folderKey)
    {
        if (path.Length == at + 1)
        {
            return method == "POST"
                ? Route.Of("message.create", user, (r, box) => messages.Create(r, box, folderKey))
                : Only(method, "GET", Route.Of("messages.list", user, (r, box) => MessageLists.List(r, box, folderKey is null ? null : MailFolders.Find(box, folderKey))));
        }

        var id = path[at + 1];
        if (path.Length == at + 2)
        {
            return method switch
            {
                "GET" => Route.Of("message.get", user, (r, box) => messages.Get(r, box, id)),
                "PATCH" => Route.Of("message.patch", user, (r, box) => messages.Patch(r, box, id)),
                "DELETE" => Route.Of("message.delete", user, (r, box) => messages.Delete(r, box, id)),
                _ => throw WrongMethod(method),
            };
        }

        if (Lower(path, at + 2) == "attachments")
            return AttachmentRoute(path, at + 2, method, user, id);
        if (path.Length > at + 3)
            throw GraphException.UnknownPath(path[at + 3]);
        if (Lower(path, at + 2) == "$value")
            return Only(method, "GET", Route.Of("message.mime", user, (r, box) => messages.Mime(r, box, id)));
        return Only(method, "POST", Lower(path, at + 2) switch
        {
            "createreply" => Route.Of("message.createReply", user, (r, box) => messages.CreateReply(r, box, id, toAll: false)),
            "createreplyall" => Route.Of("message.createReply", user, (r, box) => messages.CreateReply(r, box, id, toAll: true)),
            "createforward" => Route.Of("message.createForward", user, (r, box) => messages.CreateForward(r, box, id)),
            "reply" => Route.Of(RequestKinds.Reply, user, (r, box) => messages.Reply(r, box, id, toAll: false)),
            "replyall" => Route.Of(RequestKinds.Reply, user, (r, box) => messages.Reply(r, box, id, toAll: true)),
            "forward" => Route.Of(RequestKinds.Reply, user, (r, box) => messages.Forward(r, box, id)),
            "send" => Route.Of(RequestKinds.MessageSend, user, (r, box) => messages.Send(r, box, id)),
            "move" => Route.Of("message.move", user, (r, box) => messages.Move(r, box, id)),
            "copy" => Route.Of("message.copy", user, (r, box) => messages.Copy(r, box, id)),
            _ => throw GraphException.UnknownPath(path[at + 2]),
        });
    }

    private Route AttachmentRoute(string[] path, int at, string method, string user, string messageId)
    {
        if (path.Length == at + 1)
        {
            return method == "POST"
                ? Route.Of(RequestKinds.AttachmentAdd, user, (r, box) => attachments.Add(r, box, messageId))
                : Only(method, "GET", Route.Of("attachments.list", user, (r, box) => attachments.List(r, box, messageId)));
        }

        var id = path[at + 1];
        if (path.Length == at + 2 && Lower(path, at + 1) == "createuploadsession")
            return Only(method, "POST", Route.Of("uploadSession.create", user, (r, box) => uploads.Create(r, box, messageId)));
        if (path.Length == at + 3 && Lower(path, at + 2) == "$value")
            return Only(method, "GET", Route.Of("attachment.value", user, (r, box) => attachments.Value(box, messageId, id)));
        if (path.Length > at + 2)
            throw GraphException.UnknownPath(path[at + 2]);
        return method switch
        {
            "GET" => Route.Of("attachment.get", user, (r, box) => attachments.Get(r, box, messageId, id)),
            "DELETE" => Route.Of("attachment.delete", user, (_, box) => attachments.Delete(box, messageId, id)),
            _ => throw WrongMethod(method),
        };
    }

    public static Route Only(string method, string allowed, Route route) => method == allowed ? route : throw WrongMethod(method);

    public static GraphException WrongMethod(string method) => new(405, "ErrorInvalidRequest", $"The OData request is not supported: HTTP method '{method}' is not allowed here.");

    private static string Lower(string[] path, int at) => at < path.Length ? path[at].ToLowerInvariant() : "";
}
