using System.Text;
using Automation.Mail.Mailboxes;

namespace Automation.Storage.Tests.Inbox;

/// <summary>Rows as a mailbox shows them, short enough to read in a test.</summary>
internal static class MailRows
{
    public static MailFolder Inbox { get; } = new("desk@contoso.example", "inbox");

    public static MailRow Complete(string id, string content = "all", DateTimeOffset? receivedAt = null) =>
        new(id, MailRowKind.Complete, $"<{id}@contoso.example>", receivedAt, Encoding.UTF8.GetBytes(content));

    public static MailRow Partial(string id) => new(id, MailRowKind.Partial, null, null, "part"u8.ToArray());

    public static MailRow Removed(string id) => new(id, MailRowKind.Removed, null, null, default);

    public static MailPage Page(string cursor, params MailRow[] rows) => new(rows, cursor, IsLast: true);

    /// <summary>A complete row lacks nothing.</summary>
    public static MailParts Nothing(MailRow row) => MailParts.None;
}
