using System.Globalization;
using Automation.MailboxEmulator.Mailboxes;
using Automation.MailboxEmulator.Wire;

namespace Automation.MailboxEmulator.Queries;

/// <summary>A property that can be filtered and sorted by.</summary>
/// <param name="Parse">From the filter's literal; null when it does not fit.</param>
internal sealed record MessageField(Func<Message, IComparable?> Read, Func<string, IComparable?> Parse)
{
    public static int Compare(IComparable left, IComparable right) =>
        left is string a && right is string b ? string.Compare(a, b, StringComparison.OrdinalIgnoreCase) : left.CompareTo(right);
}

internal static class MessageFields
{
    private static readonly Dictionary<string, MessageField> All = new(StringComparer.OrdinalIgnoreCase)
    {
        ["receivedDateTime"] = Time(m => m.Received),
        ["sentDateTime"] = Time(m => m.Sent ?? m.Content.Date ?? m.Received),
        ["createdDateTime"] = Time(m => m.Created),
        ["lastModifiedDateTime"] = Time(m => m.Modified),
        ["isRead"] = Flag(m => m.IsRead),
        ["isDraft"] = Flag(m => m.IsDraft),
        ["hasAttachments"] = Flag(m => m.Content.HasAttachments),
        // Ids of messages are case-sensitive in the world outside, too.
        ["internetMessageId"] = Word(m => m.InternetMessageId),
        ["conversationId"] = Word(m => m.ConversationId),
        ["parentFolderId"] = Word(m => m.Folder.Id),
        ["subject"] = Word(m => m.Content.Subject),
        ["importance"] = Word(m => MessageBodyJson.ImportanceName(m.Content.Importance)),
        ["body/content"] = Word(m => m.Content.Body),
        ["from/emailAddress/address"] = Word(m => m.Content.From?.Address),
        ["from/emailAddress/name"] = Word(m => m.Content.From?.Name),
        ["sender/emailAddress/address"] = Word(m => m.Content.Sender?.Address),
        ["flag/flagStatus"] = Word(m => m.FlagStatus),
        ["inferenceClassification"] = Word(m => m.InferenceClassification),
    };

    public static MessageField? Find(string name) => All.GetValueOrDefault(name);

    private static MessageField Time(Func<Message, DateTimeOffset> read) => new(
        // Graph shows whole seconds and compares what it shows.
        m => DateTimeOffset.FromUnixTimeSeconds(read(m).ToUnixTimeSeconds()),
        text => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null);

    private static MessageField Flag(Func<Message, bool> read) => new(m => read(m), text => bool.TryParse(text, out var flag) ? flag : null);

    private static MessageField Word(Func<Message, string?> read) => new(m => read(m), text => text);
}
