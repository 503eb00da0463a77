using System.Text;

namespace Automation.Stages.Tests.Desk;

/// <summary>Writes raw mails.</summary>
internal static class Eml
{
    private static int _count;

    public static string NewId() => $"<{Interlocked.Increment(ref _count)}.{Guid.NewGuid():n}@mail.example>";

    /// <param name="headers">Further header fields; a Message-ID here replaces the one that is made, an empty value leaves a field out.</param>
    public static byte[] Write(
        string from = "Ann Lee <ann.lee@contoso.example>", string subject = "Printer", string body = "The printer on floor 3 does not print.", params (string Name, string Value)[] headers)
    {
        var fields = new List<(string Name, string Value)>
        {
            ("From", from),
            ("To", "helpdesk@contoso.example"),
            ("Subject", subject),
            ("Date", "Mon, 02 Mar 2026 08:59:00 +0000"),
            ("Message-ID", NewId()),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        };
        foreach (var (name, value) in headers)
        {
            fields.RemoveAll(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            fields.Add((name, value));
        }

        var text = new StringBuilder();
        foreach (var (name, value) in fields.Where(f => f.Value.Length > 0))
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        return Encoding.UTF8.GetBytes(text.Append("\r\n").Append(body).Append("\r\n").ToString());
    }

    /// <summary>A delivery report as RFC 3464 wants it, about one recipient.</summary>
    public static byte[] Bounce(string recipient, string originalMessageId) => Encoding.UTF8.GetBytes($"""
        Return-Path: <>
        From: Mail Delivery System <MAILER-DAEMON@mail.example>
        To: helpdesk@contoso.example
        Subject: Undelivered Mail Returned to Sender
        Message-ID: {NewId()}
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

        --b1
        Content-Type: text/plain

        Your mail could not be delivered.

        --b1
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mail.example

        Final-Recipient: rfc822; {recipient}
        Action: failed
        Status: 5.1.1
        Diagnostic-Code: smtp; 550 5.1.1 no such user

        --b1
        Content-Type: text/rfc822-headers

        From: helpdesk@contoso.example
        To: {recipient}
        Message-ID: {originalMessageId}
        Subject: We have your message

        --b1--
        """.ReplaceLineEndings("\r\n"));
}
