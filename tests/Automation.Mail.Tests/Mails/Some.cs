using System.Text;
using Automation.Mail.Automatic;
using Automation.Mail.Messages;
using Automation.Mail.Mime;

namespace Automation.Mail.Tests.Mails;

/// <summary>Mails for tests, with only what the test is about.</summary>
internal static class Some
{
    public const string Helpdesk = "helpdesk@contoso.example";
    public const string Facilities = "facilities@contoso.example";

    public static DateTimeOffset Now { get; } = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    public static DeskIdentity Desk { get; } = new("desk-1", [Helpdesk, Facilities]);

    public static IncomingMail Mail(params (string Name, string Value)[] headers) => new()
    {
        Mailbox = Helpdesk,
        Folder = "inbox",
        Id = "AAMk1",
        InternetMessageId = "<one@contoso.example>",
        From = new MailAddress("ann@contoso.example", "Ann"),
        To = [new MailAddress(Helpdesk)],
        Subject = "Printer does not print",
        ReceivedAt = Now,
        SentAt = Now.AddMinutes(-1),
        Body = new MailBody("The printer on floor 2 is out of order.", IsHtml: false),
        Headers = [.. headers.Select(h => new MailHeader(h.Name, h.Value))],
    };

    public static IncomingMail Html(string html, params (string Name, string Value)[] headers) => Mail(headers) with { Body = new MailBody(html, IsHtml: true) };

    public static IncomingMail Text(string text, params (string Name, string Value)[] headers) => Mail(headers) with { Body = new MailBody(text, IsHtml: false) };

    public static IncomingMail Raw(string mime) => Raw(Encoding.Latin1.GetBytes(mime.ReplaceLineEndings("\r\n")));

    public static IncomingMail Raw(byte[] mime) => MimeMail.Read(mime, Helpdesk, "inbox", "raw-1", Now);

    public static (string Name, string Value) Answer => ("In-Reply-To", "<earlier@contoso.example>");
}
