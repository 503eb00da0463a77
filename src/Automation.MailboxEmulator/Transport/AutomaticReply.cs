using Automation.MailboxEmulator.Mailboxes;
using MimeKit;

namespace Automation.MailboxEmulator.Transport;

/// <summary>An out-of-office answer with the marks that Exchange's rules agent leaves.</summary>
internal static class AutomaticReply
{
    /// <summary>The mailbox's gate must be held.</summary>
    public static byte[] Write(Mailbox mailbox, Message answered, Party to, DateTimeOffset now)
    {
        var isGerman = mailbox.Seed.Language?.StartsWith("de", StringComparison.OrdinalIgnoreCase) == true;
        using var mime = new MimeMessage();
        mime.Headers.Clear();
        mime.From.Add(new MailboxAddress(mailbox.Seed.DisplayName, mailbox.Address));
        mime.To.Add(new MailboxAddress(to.Name == to.Address ? null : to.Name, to.Address));
        mime.Subject = (isGerman ? "Automatische Antwort: " : "Automatic reply: ") + answered.Content.Subject;
        mime.Date = now;
        mime.Headers.Add("Message-ID", $"<{mailbox.NewMessageId().TrimEnd('=')}@oof.{mailbox.Address[(mailbox.Address.LastIndexOf('@') + 1)..]}>");
        if (answered.InternetMessageId is { } id)
        {
            mime.Headers.Add("In-Reply-To", id);
            mime.Headers.Add("References", id);
            mime.Headers.Add("x-ms-exchange-parent-message-id", id);
        }

        mime.Headers.Add("X-Auto-Response-Suppress", "All");
        mime.Headers.Add("X-MS-Exchange-Inbox-Rules-Loop", mailbox.Address);
        mime.Headers.Add("auto-submitted", "auto-generated");
        mime.Headers.Add("x-ms-exchange-generated-message-source", "Mailbox Rules Agent");
        mime.Body = new TextPart("plain")
        {
            Text = isGerman
                ? "Guten Tag,\r\n\r\nich bin zur Zeit nicht im Büro und lese Ihre Nachricht nach meiner Rückkehr.\r\n\r\n" + mailbox.Seed.DisplayName + "\r\n"
                : "Hello,\r\n\r\nI am out of the office at the moment and will read your message when I am back.\r\n\r\n" + mailbox.Seed.DisplayName + "\r\n",
        };
        using var stream = new MemoryStream();
        mime.WriteTo(stream);
        return stream.ToArray();
    }
}
