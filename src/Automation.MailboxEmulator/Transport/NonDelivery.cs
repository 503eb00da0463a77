using System.Globalization;
using System.Text;
using Automation.MailboxEmulator.Mailboxes;
using Automation.MailboxEmulator.Mime;

namespace Automation.MailboxEmulator.Transport;

/// <summary>Non-delivery reports as Exchange writes them (RFC 3464 with Exchange's own marks).</summary>
internal static class NonDelivery
{
    /// <param name="raw">The mail that could not be delivered.</param>
    /// <param name="sender">Who sent it and gets the report.</param>
    public static byte[] Report(byte[] raw, Party sender, Party failed, DateTimeOffset now)
    {
        var fields = HeaderBlock.Read(raw);
        var messageId = Value(fields, "Message-ID");
        var subject = Value(fields, "Subject");
        var domain = sender.Address[(sender.Address.LastIndexOf('@') + 1)..];
        var id = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes($"{messageId} {failed.Address} {now:O}")).AsSpan(0, 12));
        var boundary = "_ndr_" + id;
        var date = now.UtcDateTime.ToString("ddd, d MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture);
        var address = System.Net.WebUtility.HtmlEncode(failed.Address);
        var text = new StringBuilder()
            .Append("Return-Path: <>\r\n")
            .Append(CultureInfo.InvariantCulture, $"From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@{domain}>\r\n")
            .Append(CultureInfo.InvariantCulture, $"To: <{sender.Address}>\r\nDate: {date}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Subject: Undeliverable: {subject}\r\nMessage-ID: <{id}@ndr.{domain}>\r\n")
            .Append(messageId.Length > 0 ? $"In-Reply-To: {messageId}\r\nReferences: {messageId}\r\n" : "")
            .Append("Auto-Submitted: auto-replied\r\nX-MS-Exchange-Message-Is-Ndr:\r\nContent-Language: en-GB\r\nMIME-Version: 1.0\r\n")
            .Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"{boundary}\"\r\n\r\n")
            .Append(CultureInfo.InvariantCulture, $"--{boundary}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n")
            .Append(CultureInfo.InvariantCulture, $"<html><body><p><b>Delivery has failed to these recipients or groups:</b></p><p>{address}<br>The email address you entered couldn't be found. Please check the address and try to resend the message.</p><p>Remote server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'</p></body></html>\r\n\r\n")
            .Append(CultureInfo.InvariantCulture, $"--{boundary}\r\nContent-Type: message/delivery-status\r\n\r\n")
            .Append(CultureInfo.InvariantCulture, $"Reporting-MTA: dns;mailbox-emulator.example\r\nReceived-From-MTA: dns;{domain}\r\nArrival-Date: {date}\r\n\r\n")
            .Append(CultureInfo.InvariantCulture, $"Final-Recipient: rfc822;{failed.Address}\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound; not found\r\n\r\n")
            .Append(CultureInfo.InvariantCulture, $"--{boundary}\r\nContent-Type: message/rfc822\r\n\r\n");
        using var report = new MemoryStream();
        report.Write(Encoding.UTF8.GetBytes(text.ToString()));
        report.Write(raw);
        report.Write(Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n"));
        return report.ToArray();
    }

    private static string Value(List<HeaderField> fields, string name)
    {
        foreach (var field in fields)
        {
            if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return field.Value;
        }

        return "";
    }
}
