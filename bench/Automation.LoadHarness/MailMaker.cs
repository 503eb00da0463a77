using System.Globalization;
using System.Text;

namespace Automation.LoadHarness;

/// <summary>Writes the mails of a burst; the same seed gives the same mails.</summary>
internal sealed class MailMaker(int seed, string desk)
{
    private static readonly string[] Subjects =
    [
        "Printer on floor {0} does not answer", "VPN drops every {0} minutes", "New laptop for a colleague starting on the {0}th", "Password reset for account {0}",
        "Invoice screen {0} is slow", "Cannot open the shared mailbox {0}", "Meeting room {0}: the screen stays dark", "Licence for the drawing program, user {0}",
    ];

    private static readonly string[] Sentences =
    [
        "It began this morning after the machine was started.", "My colleagues next to me see the same thing.", "I have restarted twice, without any change.",
        "The message on the screen says that the service is not reachable.", "We need this for the closing of the month, so soon would be good.",
        "You can reach me at my desk until four.", "It worked yesterday evening.", "Only the programs from the company portal are affected.",
        "I attach nothing, because the screen cannot be copied.", "Please tell me if you need the number on the sticker.",
    ];

    private readonly Random _random = new(seed);
    private readonly List<string> _ids = [];

    public byte[] Next(int number, MailKind kind)
    {
        var sender = $"user{number}@dept{number % 977}.contoso.example";
        var id = $"<load-{seed}-{number}@client.contoso.example>";
        var mail = new StringBuilder();
        var subject = string.Format(CultureInfo.InvariantCulture, Subjects[_random.Next(Subjects.Length)], _random.Next(1, 28));
        var part = kind == MailKind.Mixed ? _random.Next(10) : kind == MailKind.Html ? 8 : 0;
        mail.Append(CultureInfo.InvariantCulture, $"From: User {number} <{sender}>\r\nTo: {desk}\r\nMessage-ID: {id}\r\nDate: Mon, 05 Jan 2026 08:{number % 60:00}:00 +0000\r\nMIME-Version: 1.0\r\n");
        if (part == 9 && _ids.Count > 0)
        {
            var answered = _ids[_random.Next(_ids.Count)];
            mail.Append(CultureInfo.InvariantCulture, $"In-Reply-To: {answered}\r\nReferences: {answered}\r\n");
            subject = "Re: " + subject;
        }
        else
        {
            _ids.Add(id);
        }

        mail.Append(CultureInfo.InvariantCulture, $"Subject: {subject}\r\n");
        var text = string.Join(' ', Enumerable.Range(0, 11).Select(_ => Sentences[_random.Next(Sentences.Length)]));
        if (part is 7 or 8)
        {
            mail.Append("Content-Type: text/html; charset=utf-8\r\n\r\n");
            mail.Append(CultureInfo.InvariantCulture, $"<html><head><style>p.MsoNormal{{margin:0cm;font-size:11.0pt;font-family:\"Calibri\",sans-serif}}</style></head><body lang=EN-GB><div class=WordSection1>");
            foreach (var sentence in text.Split(". "))
                mail.Append(CultureInfo.InvariantCulture, $"<p class=MsoNormal><span style='color:#1F497D'>{sentence}.<o:p></o:p></span></p>");
            mail.Append("<p class=MsoNormal>Kind regards</p></div></body></html>\r\n");
        }
        else
        {
            mail.Append("Content-Type: text/plain; charset=utf-8\r\n\r\nHello,\r\n\r\n").Append(text).Append("\r\n\r\nKind regards\r\nUser\r\n");
        }

        return Encoding.UTF8.GetBytes(mail.ToString());
    }
}
