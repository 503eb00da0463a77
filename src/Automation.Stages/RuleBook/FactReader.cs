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
    /// <summary>Says that what follows is text, whatever it looks like.</summary>
    private const string PlainHeader = "Content-Type: text/plain; charset=utf-8\r\n\r\n";

    private static readonly string[] Fields = ["Subject", "From", "To", "Date", "Received", "Message-ID", "Content-Type", "MIME-Version", "Return-Path", "Delivered-To"];

    /// <summary>A mail from the inbox.</summary>
    /// <exception cref="MailboxDataException">The stored row is not a message.</exception>
    public WrittenFacts Read(InboxItem item)
    {
        var content = holder.Current;
        return WrittenFacts.Of(new MailReader(source, content.Identity, content.SubjectTags, replyAddresses.Value).Read(item));
    }

    public WrittenFacts Read(IncomingMail mail)
    {
        var content = holder.Current;
        var automatic = AutomaticMail.Classify(mail, content.Identity);
        var clean = MailCleaner.Clean(mail);
        return WrittenFacts.Of(new MailCase(
            0, mail, MailIdentity.Of(mail), automatic, ThreadKeys.Of(mail, automatic, content.SubjectTags, replyAddresses.Value), clean,
            AcknowledgementRecipient.Of(mail), LanguageGuess.Of(clean.SearchText)));
    }

    /// <summary>What was written, with what is known of who wrote it and when.</summary>
    public MailFacts Tell(WrittenFacts written, Person person, RecentTickets recent)
    {
        var sheet = new FactSheet();
        RuleFacts.Fill(sheet, written, person, recent, holder.Current.ServiceLevels.Calendar);
        return new MailFacts(sheet, written.Subject, written.Body, written.WholeBody, written.Writer.Address, written.Writer.Name) { BodyBeyond = written.BodyBeyond };
    }

    /// <summary>Raw RFC 5322 text, or plain words: what has no header field is the text of a mail without a subject.</summary>
    /// <param name="desk">The desk's address it was sent to; null: the one the mail names, else the first.</param>
    public IncomingMail Parse(string raw, string? desk, DateTimeOffset at)
    {
        var text = Trimmed(raw);
        if (!IsRaw(text))
            text = PlainHeader + text;
        var mail = MimeMail.Read(Encoding.UTF8.GetBytes(text), "", "inbox", "tried", at);
        var desks = holder.Current.Desks;
        var address = desk ?? mail.To.Concat(mail.Cc).Select(a => a.Address).FirstOrDefault(desks.ContainsKey) ?? desks.Keys.First();
        return mail with { Mailbox = address.ToLowerInvariant(), SentAt = mail.SentAt ?? at };
    }

    /// <summary>Whether the text begins with the header of a mail: lines of fields only, one of them a field that mails have. "Hello: it is broken" is none.</summary>
    private static bool IsRaw(string text)
    {
        var isKnown = false;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IsWhiteSpace())
                return isKnown;
            if (line[0] is ' ' or '\t')
                continue;
            var colon = line.IndexOf(':');
            var name = colon < 0 ? [] : line[..colon].TrimEnd();
            if (name.IsEmpty || name.ContainsAnyExceptInRange('!', '~'))
                return false;
            foreach (var field in Fields)
                isKnown |= name.Equals(field, StringComparison.OrdinalIgnoreCase);
        }

        return isKnown;
    }

    /// <summary>Without the line that begins a mail in an mbox file, and the mark that begins some text files.</summary>
    private static string Trimmed(string text)
    {
        text = text.TrimStart('\uFEFF', '\r', '\n');
        return text.StartsWith("From ", StringComparison.Ordinal) && text.IndexOf('\n', StringComparison.Ordinal) is var end && end > 0 && IsRaw(text[(end + 1)..]) ? text[(end + 1)..] : text;
    }
}
