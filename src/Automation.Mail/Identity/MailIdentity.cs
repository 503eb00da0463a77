using Automation.Mail.Messages;

namespace Automation.Mail.Identity;

/// <summary>Who a mail is, so that it is taken in once.</summary>
/// <param name="MessageId">Normalised Message-ID, or a derived one.</param>
/// <param name="IsDerived">True when the mail had no usable Message-ID.</param>
/// <param name="DeduplicationKey">
/// Message-ID and sender, at most 520 characters. Unique together with the mailbox: the same mail sent to two desks is one mail in each.
/// The sender is part of it because scripts and broken mailers reuse one Message-ID, and dropping another person's mail for it would lose that mail.
/// </param>
public sealed record MailIdentity(string MessageId, bool IsDerived, string DeduplicationKey)
{
    private const int MaxSenderLength = 254; // RFC 5321 4.5.3.1.3: a path has 256 octets, brackets included.

    /// <summary>Takes the mail as the mailbox first showed it, before anything is completed from MIME, so that both looks agree.</summary>
    public static MailIdentity Of(IncomingMail mail)
    {
        var id = MessageIds.Normalise(mail.InternetMessageId);
        var derived = id is null;
        id ??= DerivedMessageId.Of(mail);
        return new MailIdentity(id, derived, $"{id} {SenderOf(mail)}");
    }

    private static string SenderOf(IncomingMail mail)
    {
        var address = (mail.From ?? mail.Sender)?.Address.Trim().ToLowerInvariant() ?? "";
        return address.Length > MaxSenderLength ? address[..MaxSenderLength] : address;
    }
}
