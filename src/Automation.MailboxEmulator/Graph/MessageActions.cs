using System.Text.Json;
using Automation.MailboxEmulator.Drafts;
using Automation.MailboxEmulator.Faults;
using Automation.MailboxEmulator.Mailboxes;
using Automation.MailboxEmulator.Transport;
using Automation.MailboxEmulator.Wire;

namespace Automation.MailboxEmulator.Graph;

/// <summary>What can be done with one message.</summary>
internal sealed class MessageActions(Postman postman, FaultRegister faults, EmulatorOptions options)
{
    private DateTimeOffset Now => options.Time.GetUtcNow();

    public GraphResponse Get(GraphRequest request, Mailbox mailbox, string id)
    {
        var shape = MessageShape.Get(request.Option("select"), request.Option("expand"), request.Prefer);
        lock (mailbox.Gate)
            return MessageJson.Entity(200, request, mailbox, Find(mailbox, id), shape);
    }

    public GraphResponse Mime(GraphRequest request, Mailbox mailbox, string id)
    {
        lock (mailbox.Gate)
        {
            var message = Find(mailbox, id);
            return GraphResponse.Bytes("text/plain", message.Raw
                ?? MimeWriter.Write(message.Content, message.InternetMessageId ?? "", message.ConversationIndex, message.Modified, message.Properties));
        }
    }

    public GraphResponse Create(GraphRequest request, Mailbox mailbox, string? folderKey)
    {
        lock (mailbox.Gate)
        {
            var folder = folderKey is null ? mailbox.WellKnown(WellKnownFolders.Drafts) : mailbox.FindFolder(folderKey) ?? throw GraphException.FolderNotFound();
            var draft = DraftMaker.Blank(mailbox, folder, Now);
            DraftJson.Apply(draft, request.Json(), DraftJson.Occasion.Create, mailbox, Now);
            return Added(request, mailbox, draft);
        }
    }

    public GraphResponse Patch(GraphRequest request, Mailbox mailbox, string id)
    {
        var json = request.Json();
        var isReadStateOnly = json.EnumerateObject().All(p => p.Name.StartsWith('@') || p.Name.Equals("isRead", StringComparison.OrdinalIgnoreCase));
        lock (mailbox.Gate)
        {
            var message = Find(mailbox, id);
            DraftJson.Check(message, json, mailbox, Now);
            mailbox.Change(message, Now, m => DraftJson.Apply(m, json, DraftJson.Occasion.Patch, mailbox, Now), isReadStateOnly);
            return MessageJson.Entity(200, request, mailbox, message, Whole(request));
        }
    }

    public GraphResponse Delete(GraphRequest request, Mailbox mailbox, string id)
    {
        lock (mailbox.Gate)
        {
            var message = Find(mailbox, id);
            var bin = mailbox.WellKnown(WellKnownFolders.DeletedItems);
            if (message.Folder == bin)
                mailbox.Remove(message);
            else
                mailbox.Move(message, bin, Now);
            return GraphResponse.Empty(204);
        }
    }

    public GraphResponse CreateReply(GraphRequest request, Mailbox mailbox, string id, bool toAll)
    {
        lock (mailbox.Gate)
            return Added(request, mailbox, MakeReply(request, mailbox, id, toAll));
    }

    public GraphResponse CreateForward(GraphRequest request, Mailbox mailbox, string id)
    {
        lock (mailbox.Gate)
            return Added(request, mailbox, MakeForward(request, mailbox, id));
    }

    public GraphResponse Reply(GraphRequest request, Mailbox mailbox, string id, bool toAll) => SendNew(mailbox, () => MakeReply(request, mailbox, id, toAll));

    public GraphResponse Forward(GraphRequest request, Mailbox mailbox, string id) => SendNew(mailbox, () => MakeForward(request, mailbox, id));

    public GraphResponse SendMail(GraphRequest request, Mailbox mailbox)
    {
        var body = request.Json();
        var json = Json.Get(body, "message") ?? throw GraphException.BadRequest("The parameter 'Message' is missing.");
        return SendNew(mailbox, () =>
        {
            var draft = DraftMaker.Blank(mailbox, mailbox.WellKnown(WellKnownFolders.Drafts), Now);
            DraftJson.Apply(draft, json, DraftJson.Occasion.Create, mailbox, Now);
            return draft;
        }, Json.Flag(body, "saveToSentItems") ?? true);
    }

    public GraphResponse Send(GraphRequest request, Mailbox mailbox, string id)
    {
        Message draft;
        lock (mailbox.Gate)
            draft = Find(mailbox, id);
        postman.Submit(mailbox, draft);
        return GraphResponse.Empty(202);
    }

    public GraphResponse Move(GraphRequest request, Mailbox mailbox, string id)
    {
        lock (mailbox.Gate)
        {
            var message = Find(mailbox, id);
            var target = Destination(request, mailbox);
            var isBack = target.Departed.ContainsKey(message.Id);
            if (target != message.Folder)
                mailbox.Move(message, target, Now, isBack && faults.Of(mailbox).Fires(FaultKind.LostAfterMoveBack));
            return MessageJson.Entity(201, request, mailbox, message, Whole(request));
        }
    }

    public GraphResponse Copy(GraphRequest request, Mailbox mailbox, string id)
    {
        lock (mailbox.Gate)
        {
            var original = Find(mailbox, id);
            var copy = new Message
            {
                Id = mailbox.NewMessageId(),
                RestId = mailbox.NewRestId(),
                Folder = Destination(request, mailbox),
                Raw = original.Raw,
                Created = Now,
                Modified = Now,
                Received = original.Received,
                Sent = original.Sent,
                InternetMessageId = original.InternetMessageId,
                ConversationId = original.ConversationId,
                ConversationIndex = original.ConversationIndex,
                IsRead = original.IsRead,
                IsDraft = original.IsDraft,
                IsOwn = original.IsOwn,
                Content = original.Content,
            };
            foreach (var (key, value) in original.Properties)
                copy.Properties.Add(key, value);
            return Added(request, mailbox, copy);
        }
    }

    /// <exception cref="GraphException">404, also while a fault hides a message just made.</exception>
    public Message Find(Mailbox mailbox, string id)
    {
        var message = mailbox.Find(id) ?? throw GraphException.ItemNotFound();
        return message.NotFoundUntil > Now ? throw GraphException.ItemNotFound() : message;
    }

    private GraphResponse Added(GraphRequest request, Mailbox mailbox, Message message)
    {
        mailbox.Add(message);
        if (faults.Of(mailbox).Take(FaultKind.NotFoundAfterAttach, "message.create") is { } hidden)
            message.NotFoundUntil = Now.AddSeconds(hidden.Seconds);
        return MessageJson.Entity(201, request, mailbox, message, Whole(request));
    }

    private GraphResponse SendNew(Mailbox mailbox, Func<Message> make, bool saveToSentItems = true)
    {
        Message draft;
        lock (mailbox.Gate)
        {
            draft = make();
            mailbox.Add(draft);
        }

        try
        {
            postman.Submit(mailbox, draft, saveToSentItems);
        }
        catch (GraphException)
        {
            // Refused: nothing may stay behind in Drafts.
            lock (mailbox.Gate)
                mailbox.Remove(draft);
            throw;
        }

        return GraphResponse.Empty(202);
    }

    private Message MakeReply(GraphRequest request, Mailbox mailbox, string id, bool toAll)
    {
        var original = Find(mailbox, id);
        var (message, comment) = ReplyParts(request);
        var draft = DraftMaker.Reply(mailbox, original, toAll, comment, Now);
        if (message is { } json)
            DraftJson.Apply(draft, json, DraftJson.Occasion.Reply, mailbox, Now);
        return draft;
    }

    private Message MakeForward(GraphRequest request, Mailbox mailbox, string id)
    {
        var original = Find(mailbox, id);
        var (message, comment) = ReplyParts(request);
        var draft = DraftMaker.Forward(mailbox, original, DraftJson.Parties(request.Json(), "toRecipients"), comment, Now);
        if (message is { } json)
            DraftJson.Apply(draft, json, DraftJson.Occasion.Reply, mailbox, Now);
        return draft;
    }

    private static (JsonElement? Message, string? Comment) ReplyParts(GraphRequest request)
    {
        var body = request.Json();
        var message = Json.Get(body, "message");
        var comment = Json.Text(body, "comment");
        if (!string.IsNullOrEmpty(comment) && message is { } json && Json.Get(json, "body") is not null)
            throw new GraphException(400, "ErrorInvalidRequest", "Either the comment parameter or the body property of the message parameter can be given, not both.");
        return (message, comment);
    }

    private static Folder Destination(GraphRequest request, Mailbox mailbox) =>
        mailbox.FindFolder(Json.Text(request.Json(), "destinationId") ?? "") ?? throw GraphException.FolderNotFound();

    private static MessageShape Whole(GraphRequest request) => MessageShape.Get(null, null, request.Prefer);
}
