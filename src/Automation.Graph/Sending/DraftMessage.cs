using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Automation.Graph.Reading;
using Automation.Mail.Messages;
using Automation.Mail.Sending;
using Microsoft.Graph.Models;

namespace Automation.Graph.Sending;

/// <summary>A reply in Graph's words.</summary>
internal static partial class DraftMessage
{
    /// <summary>PidTagAutoResponseSuppress with all bits set ([MS-OXCMAIL] 2.1.3.2.20): Exchange makes the header of it, and may drop the header that is given as one.</summary>
    private const string SuppressProperty = "Integer 0x3FDF";

    public static Message Whole(OutgoingMail mail, string instance)
    {
        var message = new Message
        {
            Subject = mail.Subject,
            Body = Body(mail),
            ToRecipients = Recipients(mail.To),
            CcRecipients = Recipients(mail.Cc),
            ReplyTo = mail.AnswersTo is { } answers ? Recipients([answers]) : null,
            // Graph takes at most 5 header fields, named x-… only, and only at creation.
            InternetMessageHeaders =
            [
                new InternetMessageHeader { Name = "X-HelpDesk-Loop", Value = instance },
                new InternetMessageHeader { Name = "X-HelpDesk-Send-Key", Value = mail.ReturnKey ?? mail.SendKey },
            ],
            SingleValueExtendedProperties = [new SingleValueLegacyExtendedProperty { Id = MessageFields.SendKeyProperty, Value = mail.SendKey }],
        };
        if (mail.IsAutomatic)
        {
            message.InternetMessageHeaders.Add(new InternetMessageHeader { Name = "X-Auto-Response-Suppress", Value = "All" });
            message.InternetMessageHeaders.Add(new InternetMessageHeader { Name = "X-Autoreply", Value = "yes" });
            message.SingleValueExtendedProperties.Add(new SingleValueLegacyExtendedProperty { Id = SuppressProperty, Value = "-1" });
        }

        return message;
    }

    /// <summary>What must still be changed in the draft that Graph made of it; null when it took everything.</summary>
    /// <param name="addSendKey">The send key is known to get lost at creation.</param>
    public static Message? Mend(OutgoingMail mail, DraftState draft, bool addSendKey)
    {
        var mend = new Message();
        var isNeeded = addSendKey;
        if (addSendKey)
            mend.SingleValueExtendedProperties = Whole(mail, "").SingleValueExtendedProperties;
        if (draft.Subject != mail.Subject)
        {
            mend.Subject = mail.Subject;
            isNeeded = true;
        }

        if (!SameAddresses(draft.To, mail.To) || !SameAddresses(draft.Cc, mail.Cc))
        {
            mend.ToRecipients = Recipients(mail.To);
            mend.CcRecipients = Recipients(mail.Cc);
            isNeeded = true;
        }

        // The plus-address by which an answer finds its ticket even when everything else about it is lost.
        if (mail.AnswersTo is { } answers && !draft.ReplyTo.Any(a => a.Address.Equals(answers.Address, StringComparison.OrdinalIgnoreCase)))
        {
            mend.ReplyTo = Recipients([answers]);
            isNeeded = true;
        }

        if (!Beginning(draft.Body).StartsWith(Beginning(mail.HtmlBody), StringComparison.Ordinal))
        {
            mend.Body = Body(mail);
            isNeeded = true;
        }

        return isNeeded ? mend : null;
    }

    private static ItemBody Body(OutgoingMail mail) => new() { ContentType = BodyType.Html, Content = mail.HtmlBody };

    private static List<Recipient> Recipients(IReadOnlyList<MailAddress> addresses) =>
        [.. addresses.Select(a => new Recipient { EmailAddress = new EmailAddress { Address = a.Address, Name = a.Name } })];

    private static bool SameAddresses(IReadOnlyList<MailAddress> some, IReadOnlyList<MailAddress> others) =>
        some.Count == others.Count && some.All(others.Contains);

    /// <summary>The first letters of a text without its tags: Exchange rewrites HTML, but not what it says.</summary>
    private static string Beginning(string html)
    {
        var text = WebUtility.HtmlDecode(NotText().Replace(html, ""));
        var letters = new StringBuilder(64);
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
                letters.Append(c);
            if (letters.Length == 64)
                break;
        }

        return letters.ToString();
    }

    [GeneratedRegex("""<(head|style|title)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>""", RegexOptions.IgnoreCase | RegexOptions.Singleline, 2000)]
    private static partial Regex NotText();
}
