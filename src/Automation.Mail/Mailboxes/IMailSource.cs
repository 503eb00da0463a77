using Automation.Mail.Messages;

namespace Automation.Mail.Mailboxes;

/// <summary>Reading side of the port to a mailbox. Every call can throw <see cref="MailboxException"/> and <see cref="OperationCanceledException"/>.</summary>
public interface IMailSource
{
    /// <summary>Reads one page of changes of a folder.</summary>
    /// <param name="cursor">What the page before gave; null starts over with all that is in the folder.</param>
    /// <param name="since">With a null cursor: only mail received at or after this instant.</param>
    /// <exception cref="MailboxCursorExpiredException">The cursor is gone (410); start over with null.</exception>
    Task<MailPage> ReadPageAsync(MailFolder folder, string? cursor, DateTimeOffset? since, CancellationToken cancellationToken);

    /// <summary>
    /// The second look: fetches what the page rows did not have, in as few requests as possible. One answer per query, in the order of the queries.
    /// One mail's trouble is told in its own answer; only trouble of the whole mailbox (sign-in, no connection) throws.
    /// </summary>
    /// <param name="folder">The folder the rows were read from: what is elsewhere now is <see cref="MailDetailStatus.Moved"/>.</param>
    Task<IReadOnlyList<MailDetail>> ReadDetailsAsync(MailFolder folder, IReadOnlyList<MailDetailQuery> queries, CancellationToken cancellationToken);

    /// <summary>
    /// Which parts a row lacks before the mail can be understood. Pure; never throws. For a row that is not even JSON the answer is <see cref="MailParts.Message"/>.
    /// A row that <see cref="ReadDetailsAsync"/> gave needs no second asking: it fetched what that row lacked in the same call.
    /// </summary>
    MailParts MissingParts(ReadOnlyMemory<byte> row);

    /// <summary>Understands a stored row with its stored details. Pure; never throws for odd mail, only <see cref="MailboxDataException"/> when the row is not a message at all.</summary>
    IncomingMail Parse(MailFolder folder, ReadOnlyMemory<byte> row, ReadOnlyMemory<byte>? detail);
}

/// <param name="Mailbox">Address, lower case.</param>
/// <param name="Name">Well-known name: <c>inbox</c>, <c>junkemail</c>, <c>sentitems</c>.</param>
public readonly record struct MailFolder(string Mailbox, string Name);

/// <summary>One page of a folder's changes.</summary>
/// <param name="Cursor">Opaque; to be stored in the same transaction as the rows.</param>
/// <param name="IsLast">True when nothing more is waiting now (Graph's deltaLink).</param>
public sealed record MailPage(IReadOnlyList<MailRow> Rows, string Cursor, bool IsLast);

/// <summary>One row of a page.</summary>
/// <param name="Id">The mailbox's message id.</param>
/// <param name="InternetMessageId">When the row has it.</param>
/// <param name="ReceivedAt">When the row has it.</param>
/// <param name="Data">The row exactly as it came (UTF-8 JSON); empty for a removal.</param>
public sealed record MailRow(string Id, MailRowKind Kind, string? InternetMessageId, DateTimeOffset? ReceivedAt, ReadOnlyMemory<byte> Data);

public enum MailRowKind
{
    /// <summary>A message with all we selected.</summary>
    Complete,

    /// <summary>A change row with only some properties; look again before acting.</summary>
    Partial,

    /// <summary>Reported as gone from the folder; may be moved, deleted, or a mistake of the service.</summary>
    Removed,
}

[Flags]
public enum MailParts
{
    None = 0,

    /// <summary>The row itself (it was partial or reported as removed), and with it all that the fetched row turns out to lack.</summary>
    Message = 1,

    /// <summary>Attachments with their content, within <see cref="MailDetailQuery.MaxAttachmentBytes"/>.</summary>
    Attachments = 2,

    /// <summary>The raw RFC 5322 text.</summary>
    Mime = 4,
}

/// <param name="MaxAttachmentBytes">Larger attachments are named, not fetched.</param>
public sealed record MailDetailQuery(string Id, MailParts Parts, long MaxAttachmentBytes);

/// <summary>The answer to a second look.</summary>
/// <param name="Row">The full row when <see cref="MailParts.Message"/> was asked and it is still there.</param>
/// <param name="Data">Everything else, in the adapter's own stored form, to be given back to <see cref="IMailSource.Parse"/>; null when there is nothing.</param>
/// <param name="Problem">Why not; with <see cref="MailDetailStatus.Found"/>, what could not be had although the rest was.</param>
/// <param name="RetryAfter">When <see cref="MailDetailStatus.TryLater"/> and the mailbox said how long.</param>
public sealed record MailDetail(
    string Id,
    MailDetailStatus Status,
    ReadOnlyMemory<byte>? Row,
    ReadOnlyMemory<byte>? Data,
    string? Problem = null,
    TimeSpan? RetryAfter = null);

public enum MailDetailStatus
{
    Found,

    /// <summary>The message is no longer in the mailbox.</summary>
    Gone,

    /// <summary>The message is in another folder now (the row says which); it is not ours to log from here.</summary>
    Moved,

    /// <summary>Throttled or a passing fault.</summary>
    TryLater,

    /// <summary>Not looked at: the mails before it in the same call were large enough. Ask again; it is no failure.</summary>
    PutOff,

    /// <summary>The mailbox refuses for good (403, 400); the problem says why.</summary>
    Refused,
}
