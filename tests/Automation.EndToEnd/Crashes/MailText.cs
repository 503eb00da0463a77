using System.Globalization;
using System.Text;

namespace Automation.EndToEnd.Crashes;

/// <summary>The bytes of the mails that come from outside.</summary>
internal static class MailText
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    public static byte[] Of(PlannedMail mail) => mail.Kind switch
    {
        // The bytes depend on the conversation only, so that a duplicate is one.
        MailKind.New or MailKind.NewAtTheOtherDesk or MailKind.Duplicate => First(mail.About!, withAttachment: false),
        MailKind.NewWithAttachment => First(mail.About!, withAttachment: true),
        MailKind.FollowUp => FollowUp(mail),
        MailKind.StrayOutOfOffice => StrayOutOfOffice(mail),
        MailKind.StrayBounce => StrayBounce(mail),
        _ => throw new ArgumentOutOfRangeException(nameof(mail), mail.Kind, "The emulator writes this one."),
    };

    private static byte[] First(Conversation about, bool withAttachment)
    {
        var text = $"Good morning,\r\n\r\n{about.Subject}. It began yesterday, and number {about.Number} is what the device shows.\r\n\r\nRegards\r\n";
        var head = Head(about.Requester, about.Desk, about.Subject, about.MessageId, about.Number);
        if (!withAttachment)
            return Bytes($"{head}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}");
        var file = Convert.ToBase64String(Encoding.ASCII.GetBytes($"What the device wrote, line {about.Number}\n"));
        return Bytes(
            $"{head}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=part\r\n\r\n" +
            $"--part\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n" +
            $"--part\r\nContent-Type: text/plain; name=device.log\r\nContent-Disposition: attachment; filename=device.log\r\nContent-Transfer-Encoding: base64\r\n\r\n{file}\r\n--part--\r\n");
    }

    private static byte[] FollowUp(PlannedMail mail)
    {
        var about = mail.About!;
        return Bytes(
            Head(about.Requester, mail.Desk, "Re: " + about.Subject, $"<storm-more-{mail.Number}@{Domain(about)}>", mail.Number) +
            $"In-Reply-To: {about.MessageId}\r\nReferences: {about.MessageId}\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" +
            $"<html><body><p>One thing more, the {mail.Number}th today: it happens in the morning only.</p></body></html>\r\n");
    }

    private static byte[] StrayOutOfOffice(PlannedMail mail) => Bytes(
        Head($"away.{mail.Number}@elsewhere.example", mail.Desk, "Automatic reply: your offer", $"<storm-away-{mail.Number}@elsewhere.example>", mail.Number) +
        $"In-Reply-To: <unknown-{mail.Number}@elsewhere.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nI am away until Monday.\r\n");

    private static byte[] StrayBounce(PlannedMail mail) => Bytes(
        "Return-Path: <>\r\n" +
        Head($"mailer-daemon@relay{mail.Number}.example", mail.Desk, "Undelivered Mail Returned to Sender", $"<storm-failed-{mail.Number}@relay.example>", mail.Number) +
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=report\r\n\r\n" +
        "--report\r\nContent-Type: text/plain\r\n\r\nThe mail could not be delivered.\r\n" +
        $"--report\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay{mail.Number}.example\r\n\r\nFinal-Recipient: rfc822; nobody@nowhere.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n" +
        $"--report\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <never-sent-{mail.Number}@nowhere.example>\r\nSubject: hello\r\n\r\n--report--\r\n");

    private static string Head(string from, string to, string subject, string messageId, int number) =>
        $"From: <{from}>\r\nTo: <{to}>\r\nSubject: {subject}\r\nMessage-ID: {messageId}\r\nDate: {Start.AddMinutes(number).ToString("ddd, d MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} +0000\r\n";

    private static string Domain(Conversation about) => about.Requester[(about.Requester.IndexOf('@', StringComparison.Ordinal) + 1)..];

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
