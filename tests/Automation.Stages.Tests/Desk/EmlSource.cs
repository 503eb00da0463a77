using System.Globalization;
using System.Security.Cryptography;
using Automation.Mail.Mailboxes;
using Automation.Mail.Messages;
using Automation.Mail.Mime;

namespace Automation.Stages.Tests.Desk;

/// <summary>A mailbox in memory whose rows are raw mails.</summary>
public sealed class EmlSource : IMailSource
{
    /// <summary>Names the conversation the mailbox puts a mail in.</summary>
    public const string Conversation = "X-Test-Conversation";

    private readonly Dictionary<MailFolder, List<MailRow>> _folders = [];

    /// <summary>A row that no adapter could read as a message.</summary>
    public static ReadOnlyMemory<byte> Unreadable { get; } = "\u0001not a row"u8.ToArray();

    public DateTimeOffset ReceivedAt { get; set; } = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public MailParts Missing { get; set; }

    public Func<MailDetailQuery, MailDetail>? Details { get; set; }

    /// <summary>Called with each row that is to be understood.</summary>
    public Action<ReadOnlyMemory<byte>>? Parsing { get; set; }

    /// <summary>The whole mailbox does not answer.</summary>
    public MailboxException? Trouble { get; set; }

    public void Put(string mailbox, string id, ReadOnlyMemory<byte> mail, MailRowKind kind = MailRowKind.Complete)
    {
        var folder = new MailFolder(mailbox, "inbox");
        if (!_folders.TryGetValue(folder, out var rows))
            _folders[folder] = rows = [];
        var messageId = kind == MailRowKind.Complete ? MimeMail.Read(mail, mailbox, "inbox", id, ReceivedAt).InternetMessageId : null;
        rows.Add(new MailRow(id, kind, messageId, null, mail));
    }

    /// <summary>A mail before all others.</summary>
    public void PutFirst(string mailbox, string id, ReadOnlyMemory<byte> mail)
    {
        Put(mailbox, id, mail);
        var rows = _folders[new MailFolder(mailbox, "inbox")];
        rows.Insert(0, rows[^1]);
        rows.RemoveAt(rows.Count - 1);
    }

    public Task<MailPage> ReadPageAsync(MailFolder folder, string? cursor, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        if (Trouble is not null)
            throw Trouble;
        var rows = _folders.GetValueOrDefault(folder, []);
        if (cursor == "expired")
            throw new MailboxCursorExpiredException("410");
        var from = cursor is null ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture);
        var page = rows.Skip(from).Take(20).ToList();
        var next = from + page.Count;
        return Task.FromResult(new MailPage(page, next.ToString(CultureInfo.InvariantCulture), next == rows.Count));
    }

    public Task<IReadOnlyList<MailDetail>> ReadDetailsAsync(MailFolder folder, IReadOnlyList<MailDetailQuery> queries, CancellationToken cancellationToken) =>
        Trouble is not null ? throw Trouble : Task.FromResult<IReadOnlyList<MailDetail>>([.. queries.Select(Details!)]);

    public MailParts MissingParts(ReadOnlyMemory<byte> row) => Missing;

    public IncomingMail Parse(MailFolder folder, ReadOnlyMemory<byte> row, ReadOnlyMemory<byte>? detail)
    {
        Parsing?.Invoke(row);
        if (row.Span.SequenceEqual(Unreadable.Span))
            throw new MailboxDataException("The row is not a message.");
        var id = Convert.ToHexString(SHA256.HashData(row.Span));
        var mail = MimeMail.Read(row, folder.Mailbox, folder.Name, id, ReceivedAt);
        return mail with { ConversationId = mail.Header(Conversation) };
    }
}
