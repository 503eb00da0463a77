using System.Collections.Concurrent;
using System.Text.Json;
using Automation.Graph.Connection;
using Automation.Graph.Reading;
using Automation.Graph.Requests;
using Automation.Mail.Mailboxes;
using Automation.Mail.Sending;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Users.Item.Messages.Item.CreateReply;
using Microsoft.Kiota.Abstractions;

namespace Automation.Graph.Sending;

/// <summary>
/// Sends from mailboxes of Microsoft 365 in the steps that <see cref="SendProcedure"/> needs.
/// A draft is made whole by one request: createReply takes recipients, subject, body, header fields and the send key in its message. What the answer shows to be missing is patched.
/// </summary>
internal sealed class GraphMailSender(GraphConnection connection) : IMailSender
{
    private const string Making = "make a draft";

    /// <summary>Whether a mailbox keeps the send key given at creation. The documentation does not promise it, so the first draft of each mailbox is looked at.</summary>
    private readonly ConcurrentDictionary<string, bool> _keepsSendKey = new(StringComparer.OrdinalIgnoreCase);

    public async Task<IReadOnlyList<SentMail>> FindAsync(string mailbox, string sendKey, CancellationToken cancellationToken)
    {
        var filter = $"singleValueExtendedProperties/Any(ep: ep/id eq '{MessageFields.SendKeyProperty}' and ep/value eq '{Quoted(sendKey)}')";
        return await ListAsync(mailbox, filter, "look for a mail that was sent", cancellationToken).ConfigureAwait(false);
    }

    public async Task<SentMail> CreateDraftAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var answer = await CreateAsync(mail, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
            throw GraphFaults.From(answer, mail.Mailbox, Making);

        var draft = Read(mail.Mailbox, answer);
        var losesSendKey = !await KeepsSendKeyAsync(mail.Mailbox, draft.Mail.Id, cancellationToken).ConfigureAwait(false);
        if (DraftMessage.Mend(mail, draft, losesSendKey) is { } mend)
        {
            var mended = await connection.DemandAsync(
                Call(mail.Mailbox, RequestKind.UpdateDraft, "complete a draft", client => client.Users[mail.Mailbox].Messages[draft.Mail.Id].ToPatchRequestInformation(mend)),
                cancellationToken).ConfigureAwait(false);
            draft = Read(mail.Mailbox, mended);
        }

        return draft.Mail;
    }

    public async Task<SendAnswer> SendDraftAsync(string mailbox, string draftId, CancellationToken cancellationToken)
    {
        GraphAnswer answer;
        try
        {
            answer = await connection.AskAsync(
                Call(mailbox, RequestKind.Send, "send a mail", client =>
                {
                    var request = client.Users[mailbox].Messages[draftId].Send.ToPostRequestInformation();
                    // An empty body, not none: without one, .NET's own connection layer sends the request again when the connection
                    // ends before an answer, up to three times and unseen by any handler. With a body it never does.
                    request.SetStreamContent(new MemoryStream([], writable: false), "application/json");
                    return request;
                })
                with
                {
                    Repeat = Repeat.Never,
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (MailboxException problem) when (problem.Fault == MailboxFault.Unauthorized || problem.InnerException is null || GraphConnection.NeverConnected(problem.InnerException))
        {
            // The gate, the sign-in or the connection failed before anything was asked.
            return new SendAnswer(SendResult.Throttled, problem.RetryAfter, problem.Message);
        }
        catch (MailboxException problem)
        {
            return new SendAnswer(SendResult.Unknown, problem.RetryAfter, problem.Message);
        }

        // A 202 may carry a Retry-After; obeyed, it means the same mail twice.
        if (answer.IsSuccess)
            return new SendAnswer(SendResult.Accepted, null, null);
        var fault = GraphFaults.From(answer, mailbox, "send a mail");
        var result = answer.Status switch
        {
            401 or 429 => SendResult.Throttled,
            // Rights on the mailbox that are not there (yet, or no longer): nothing was sent, and an administrator can cure it.
            403 when !answer.Error.Is("ErrorSendAsDenied") => SendResult.Throttled,
            404 => GraphFaults.IsOfOneItem(answer.Error) ? SendResult.DraftGone : SendResult.Throttled,
            >= 500 or 408 => SendResult.Unknown,
            _ => SendResult.Refused,
        };
        return new SendAnswer(result, answer.RetryAfter, fault.Message);
    }

    private async Task<GraphAnswer> CreateAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        if (mail.ReplyTo is { } id)
        {
            var answer = await ReplyAsync(mail, id, cancellationToken).ConfigureAwait(false);
            if (!IsItemGone(answer))
                return answer;
        }

        // The id is stale (archived, restored, another id format): the message may still be there under its Message-ID.
        if (mail.ReplyToInternetMessageId is { } messageId)
        {
            var filter = $"internetMessageId eq '{Quoted(messageId)}'";
            var found = await ListAsync(mail.Mailbox, filter, "look for the message to answer", cancellationToken).ConfigureAwait(false);
            foreach (var original in found.Where(m => !m.IsDraft && m.Id != mail.ReplyTo))
            {
                var answer = await ReplyAsync(mail, original.Id, cancellationToken).ConfigureAwait(false);
                if (!IsItemGone(answer))
                    return answer;
            }
        }

        // The original is gone, or there was none. The answer still has to go out.
        return await connection.AskAsync(
            Call(mail.Mailbox, RequestKind.CreateDraft, Making, client => client.Users[mail.Mailbox].Messages.ToPostRequestInformation(Whole(mail))),
            cancellationToken).ConfigureAwait(false);
    }

    private static bool IsItemGone(GraphAnswer answer) => answer.Status == 404 && GraphFaults.IsOfOneItem(answer.Error);

    private Task<GraphAnswer> ReplyAsync(OutgoingMail mail, string id, CancellationToken cancellationToken) =>
        connection.AskAsync(
            Call(mail.Mailbox, RequestKind.CreateDraft, Making, client =>
                client.Users[mail.Mailbox].Messages[id].CreateReply.ToPostRequestInformation(new CreateReplyPostRequestBody { Message = Whole(mail) })),
            cancellationToken);

    private Message Whole(OutgoingMail mail) => DraftMessage.Whole(mail, connection.Options.InstanceName);

    private async Task<bool> KeepsSendKeyAsync(string mailbox, string draftId, CancellationToken cancellationToken)
    {
        if (_keepsSendKey.TryGetValue(mailbox, out var keeps))
            return keeps;
        var answer = await connection.DemandAsync(
            Call(mailbox, RequestKind.Find, "look at a draft", client => client.Users[mailbox].Messages[draftId].ToGetRequestInformation(r =>
            {
                r.QueryParameters.Select = ["id"];
                r.QueryParameters.Expand = [MessageFields.ExpandSendKey];
            })),
            cancellationToken).ConfigureAwait(false);
        keeps = Read(mailbox, answer).HasSendKey;
        _keepsSendKey[mailbox] = keeps;
        return keeps;
    }

    private async Task<IReadOnlyList<SentMail>> ListAsync(string mailbox, string filter, string doing, CancellationToken cancellationToken)
    {
        var answer = await connection.DemandAsync(
            Call(mailbox, RequestKind.Find, doing, client => client.Users[mailbox].Messages.ToGetRequestInformation(r =>
            {
                r.QueryParameters.Filter = filter;
                r.QueryParameters.Select = ["id", "isDraft", "internetMessageId", "conversationId", "createdDateTime"];
                r.QueryParameters.Top = 25;
            })),
            cancellationToken).ConfigureAwait(false);
        try
        {
            return DraftState.ReadList(answer.Body);
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Unreadable(mailbox, problem);
        }
    }

    private static GraphCall Call(string mailbox, RequestKind kind, string doing, Func<GraphServiceClient, RequestInformation> build) =>
        new(mailbox, kind, doing, client =>
        {
            var request = build(client);
            request.Headers.Add("Prefer", MessageFields.PreferId, MessageFields.PreferHtml);
            return request;
        })
        {
            // Making a draft twice is no double send, but it leaves a stray one.
            Repeat = kind == RequestKind.CreateDraft ? Repeat.WhenSurelyNotDone : Repeat.Always,
        };

    private static DraftState Read(string mailbox, GraphAnswer answer)
    {
        try
        {
            return DraftState.Read(mailbox, answer.Body.Span);
        }
        catch (MailboxDataException problem)
        {
            throw Unreadable(mailbox, problem);
        }
    }

    private static MailboxException Unreadable(string mailbox, Exception problem) => new(
        MailboxFault.Unavailable, $"Could not {Making} in {mailbox}: the answer of Microsoft 365 cannot be read. It is tried again later.", inner: problem);

    /// <summary>A quote in an OData literal is doubled (OData 4.01 URL conventions, 5.1.1.6.1).</summary>
    private static string Quoted(string text) => text.Replace("'", "''", StringComparison.Ordinal);
}
