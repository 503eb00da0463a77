using Automation.MailboxEmulator.Drafts;
using Automation.MailboxEmulator.Mailboxes;
using Automation.MailboxEmulator.Mime;
using Automation.MailboxEmulator.Transport;

namespace Automation.MailboxEmulator.Control;

/// <summary>What a person does on the page: writes, replies, is away, has an address that bounces.</summary>
internal sealed class WritingApi(MailboxStore mailboxes, Postman postman, EmulatorOptions options)
{
    /// <summary><c>POST …/send</c>; with <c>replyTo</c> (the id of a message of this mailbox) it becomes a reply.</summary>
    public async Task SendAsync(HttpContext http)
    {
        var mailbox = ControlApi.Find(mailboxes, http);
        var letter = await ControlJson.ReadAsync<Letter>(http);
        var now = options.Time.GetUtcNow();
        Message draft;
        lock (mailbox.Gate)
        {
            draft = letter.ReplyTo is { } id
                ? DraftMaker.Reply(mailbox, mailbox.Find(id) ?? throw new ControlException(404, "There is no such message."), toAll: false, comment: null, now)
                : DraftMaker.Blank(mailbox, mailbox.WellKnown(WellKnownFolders.Drafts), now);
            Fill(draft.Content, letter, mailbox, now, isReply: letter.ReplyTo is not null);
            mailbox.Add(draft);
        }

        try
        {
            postman.Submit(mailbox, draft);
        }
        catch (Graph.GraphException)
        {
            lock (mailbox.Gate)
                mailbox.Remove(draft);
            throw;
        }

        await ControlJson.WriteAsync(http, new { draft.Id, draft.InternetMessageId, draft.ConversationId }, 201);
    }

    /// <summary>Answers a received message as an out-of-office rule would.</summary>
    public Task AutomaticReplyAsync(HttpContext http)
    {
        var (mailbox, message) = Received(http);
        byte[] raw;
        Party to;
        lock (mailbox.Gate)
        {
            to = message.Content.From ?? throw new ControlException(409, "The message has no sender to answer.");
            raw = AutomaticReply.Write(mailbox, message, to, options.Time.GetUtcNow());
        }

        postman.Deliver(mailbox, raw, [to]);
        return ControlJson.WriteAsync(http, new { To = to.Address }, 201);
    }

    /// <summary>Tells the sender of a received message that it could not be delivered here.</summary>
    public Task BounceAsync(HttpContext http)
    {
        var (mailbox, message) = Received(http);
        byte[] raw;
        Party to;
        lock (mailbox.Gate)
        {
            to = message.Content.From ?? throw new ControlException(409, "The message has no sender to tell.");
            raw = NonDelivery.Report(message.Raw ?? [], to, mailbox.Party, options.Time.GetUtcNow());
        }

        postman.Deliver(null, raw, [to]);
        return ControlJson.WriteAsync(http, new { To = to.Address }, 201);
    }

    public Task MarkReadAsync(HttpContext http)
    {
        var (mailbox, message) = Received(http);
        lock (mailbox.Gate)
        {
            if (!message.IsRead)
                mailbox.Change(message, options.Time.GetUtcNow(), m => m.IsRead = true, isReadStateOnly: true);
        }

        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    public Task AttachmentAsync(HttpContext http)
    {
        var (mailbox, message) = Received(http);
        Attachment attachment;
        lock (mailbox.Gate)
            attachment = message.Content.Attachments.Find(a => a.Id == ControlApi.Value(http, "attachment")) ?? throw new ControlException(404, "There is no such attachment.");
        // Only pictures are shown in place; a mail must not get a page of this origin to run.
        var isPicture = attachment.ContentType is "image/png" or "image/jpeg" or "image/gif" or "image/webp";
        http.Response.ContentType = isPicture ? attachment.ContentType : "application/octet-stream";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (!isPicture)
            http.Response.Headers.ContentDisposition = "attachment; filename*=UTF-8''" + Uri.EscapeDataString(attachment.Kind == AttachmentKind.Item ? attachment.Name + ".eml" : attachment.Name);
        return http.Response.Body.WriteAsync(attachment.Bytes, http.RequestAborted).AsTask();
    }

    private (Mailbox Mailbox, Message Message) Received(HttpContext http)
    {
        var mailbox = ControlApi.Find(mailboxes, http);
        lock (mailbox.Gate)
            return (mailbox, mailbox.Find(ControlApi.Value(http, "id")) ?? throw new ControlException(404, "There is no such message."));
    }

    private void Fill(MessageContent content, Letter letter, Mailbox mailbox, DateTimeOffset now, bool isReply)
    {
        if (ControlJson.Items(letter.To, "to") is { Count: > 0 } to)
            content.To = [.. to.Select(Named)];
        if (ControlJson.Items(letter.Cc, "cc") is { Count: > 0 } cc)
            content.Cc = [.. cc.Select(Named)];
        if (!string.IsNullOrWhiteSpace(letter.Subject))
            content.Subject = letter.Subject;
        content.Importance = letter.Importance;
        var html = letter.IsHtml ? letter.Body : System.Net.WebUtility.HtmlEncode(letter.Body).ReplaceLineEndings("<br>\r\n");
        if (isReply)
        {
            // The new text goes above the quoted mail.
            var start = content.Body.IndexOf("<body>", StringComparison.Ordinal) + "<body>".Length;
            content.Body = content.Body.Insert(start, $"<div>{html}</div>");
        }
        else
        {
            content.Body = letter.IsHtml ? letter.Body : Text.ToHtml(letter.Body);
            content.BodyIsHtml = true;
        }

        foreach (var file in ControlJson.Items(letter.Attachments, "attachments"))
        {
            content.Attachments.Add(new Attachment
            {
                Id = mailbox.NewAttachmentId(),
                Kind = AttachmentKind.File,
                Name = file.Name,
                ContentType = string.IsNullOrEmpty(file.ContentType) ? "application/octet-stream" : file.ContentType,
                Bytes = file.Content,
                Modified = now,
            });
        }
    }

    /// <summary>As an address book would complete it.</summary>
    private Party Named(string address) => new(mailboxes.Find(address.Trim())?.Seed.DisplayName ?? address.Trim(), address.Trim());

    private sealed record Letter(
        string Body,
        string? Subject = null,
        IReadOnlyList<string>? To = null,
        IReadOnlyList<string>? Cc = null,
        bool IsHtml = false,
        Importance Importance = Importance.Normal,
        string? ReplyTo = null,
        IReadOnlyList<LetterFile>? Attachments = null);

    /// <param name="Content">Base64 in JSON.</param>
    private sealed record LetterFile(string Name, string? ContentType, byte[] Content);
}
