using System.Text;
using Automation.Mail.Acknowledging;
using Automation.Mail.Automatic;
using Automation.Mail.Cleaning;
using Automation.Mail.Identity;
using Automation.Mail.Language;
using Automation.Mail.Mailboxes;
using Automation.Mail.Messages;
using Automation.Mail.Mime;
using Automation.Mail.Threading;
using Automation.Rules.Fields;
using Automation.Stages.Content;
using Automation.Stages.Log;
using Automation.Stages.Log.Batches;
using Automation.Storage.Inbox;
using Automation.Tickets.People;

namespace Automation.Stages.RuleBook;

/// <summary>Reads a mail as the log stage does, for trying rules on it. Pure and thread-safe.</summary>
public sealed class FactReader(DeskContentHolder holder, IMailSource source, ReplyAddresses replyAddresses)
{
    /// <summary>A mail from the inbox.</summary>
    /// <exception cref="MailboxDataException">The stored row is not a message.</exception>
    public MailFacts Read(InboxItem item, Func<string, Person> person, Func<string, RecentTickets> recent)
    {
        var content = holder.Current;
        return Tell(new MailReader(source, content.Identity, content.SubjectTags, replyAddresses.Value).Read(item), person, recent);
    }

    /// <summary>The address of who wrote, as <see cref="Read(InboxItem, Func{string, Person}, Func{string, RecentTickets})"/> asks for it.</summary>
    public MailFacts Read(IncomingMail mail, Func<string, Person> person, Func<string, RecentTickets> recent)
    {
        var content = holder.Current;
        var automatic = AutomaticMail.Classify(mail, content.Identity);
        var clean = MailCleaner.Clean(mail);
        return Tell(
            new MailCase(
                0, mail, MailIdentity.Of(mail), automatic, ThreadKeys.Of(mail, automatic, content.SubjectTags, replyAddresses.Value), clean,
                AcknowledgementRecipient.Of(mail), LanguageGuess.Of(clean.SearchText)),
            person, recent);
    }

    /// <summary>Raw RFC 5322 text, or plain words: what has no header field is the text of a mail without a subject.</summary>
    /// <param name="desk">The desk's address it was sent to; null: the one the mail names, else the first.</param>
    public IncomingMail Parse(string raw, string? desk, DateTimeOffset at)
    {
        var text = HasHeader(raw) ? raw : "\n" + raw;
        var mail = MimeMail.Read(Encoding.UTF8.GetBytes(text), "", "inbox", "tried", at);
        var desks = holder.Current.Desks;
        var address = desk ?? mail.To.Concat(mail.Cc).Select(a => a.Address).FirstOrDefault(desks.ContainsKey) ?? desks.Keys.First();
        return mail with { Mailbox = address.ToLowerInvariant(), SentAt = mail.SentAt ?? at };
    }

    private MailFacts Tell(MailCase mail, Func<string, Person> person, Func<string, RecentTickets> recent)
    {
        var sheet = new FactSheet();
        var address = mail.Writer.Address.ToLowerInvariant();
        RuleFacts.Fill(sheet, mail, person(address), recent(address), holder.Current.ServiceLevels.Calendar);
        return new MailFacts(sheet, mail.Mail.Subject, mail.Clean.SearchText, RuleFacts.WholeBody(mail.Clean), mail.Writer.Address, mail.Writer.Name);
    }

    /// <summary>Whether the text begins with a header field of a mail, and not with "Hello: ".</summary>
    private static bool HasHeader(string raw)
    {
        var line = raw.TrimStart('\uFEFF', '\r', '\n').AsSpan();
        var end = line.IndexOfAny('\r', '\n');
        line = end < 0 ? line : line[..end];
        var colon = line.IndexOf(':');
        if (colon <= 0)
            return false;
        var name = line[..colon].ToString();
        return name is "Subject" or "From" or "To" or "Date" or "Received" or "Return-Path" or "Delivered-To" or "Message-ID" or "Message-Id" or "MIME-Version"
            || name.StartsWith("X-", StringComparison.Ordinal) || name.StartsWith("ARC-", StringComparison.Ordinal)
            || (name.Contains('-', StringComparison.Ordinal) && !name.Contains(' ', StringComparison.Ordinal));
    }
}
