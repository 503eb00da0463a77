using System.Text.Json;
using Automation.Graph.Reading;
using Automation.Mail.Mailboxes;
using Automation.Mail.Messages;
using Automation.Mail.Sending;

namespace Automation.Graph.Sending;

/// <summary>A message of ours as the mailbox shows it.</summary>
internal sealed record DraftState(SentMail Mail, string Subject, IReadOnlyList<MailAddress> To, IReadOnlyList<MailAddress> Cc, IReadOnlyList<MailAddress> ReplyTo, string Body, bool HasSendKey)
{
    /// <exception cref="MailboxDataException">Not a message.</exception>
    public static DraftState Read(string mailbox, ReadOnlySpan<byte> message)
    {
        var read = RowParser.Parse(new MailFolder(mailbox, "drafts"), message);
        return new DraftState(
            new SentMail(read.Id, read.IsDraft, read.InternetMessageId, read.ConversationId, read.ReceivedAt),
            read.Subject,
            read.To,
            read.Cc,
            read.ReplyTo,
            read.Body.Content,
            read.SendKey is not null);
    }

    /// <summary>The messages of a list answer.</summary>
    public static IReadOnlyList<SentMail> ReadList(ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body);
        return [.. json.RootElement.GetProperty("value"u8).EnumerateArray().Select(ReadOne)];
    }

    private static SentMail ReadOne(JsonElement message) => new(
        message.GetProperty("id"u8).GetString()!,
        message.TryGetProperty("isDraft"u8, out var isDraft) && isDraft.ValueKind == JsonValueKind.True,
        Text(message, "internetMessageId"u8),
        Text(message, "conversationId"u8),
        message.TryGetProperty("createdDateTime"u8, out var created) && created.ValueKind == JsonValueKind.String && created.TryGetDateTimeOffset(out var at) ? at : null);

    private static string? Text(JsonElement message, ReadOnlySpan<byte> name) =>
        message.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
