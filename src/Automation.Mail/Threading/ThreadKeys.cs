using Automation.Mail.Automatic;
using Automation.Mail.Messages;

namespace Automation.Mail.Threading;

/// <summary>Everything in a mail that may say which ticket it belongs to. The host preloads its index with these for a whole batch.</summary>
/// <param name="MessageIds">Normalised, the best evidence first: what it answers, then References from the newest back, then (for a bounce) the mail reported on.</param>
/// <param name="SendKeys">Send keys of ours that a returned mail carries.</param>
/// <param name="ConversationId">The mailbox's own; null when it gave none.</param>
/// <param name="PlusAddresses">Plus-addresses of this mailbox among the recipients.</param>
/// <param name="TicketNumbers">From the subject's tag, brackets first.</param>
/// <param name="IsAnswer">In-Reply-To, References or a reply prefix: the mail says that it answers something.</param>
public sealed record ThreadKeys(
    IReadOnlyList<string> MessageIds,
    IReadOnlyList<string> SendKeys,
    string? ConversationId,
    IReadOnlyList<PlusAddress> PlusAddresses,
    IReadOnlyList<long> TicketNumbers,
    bool IsAnswer)
{
    /// <summary>Fields in which a mail system may keep the address it really delivered to.</summary>
    private static readonly string[] EnvelopeFields = ["Delivered-To", "X-Original-To", "X-Envelope-To"];

    public static ThreadKeys Of(IncomingMail mail, AutomaticVerdict automatic, SubjectTags tags, PlusAddresses plusAddresses)
    {
        var ids = new List<string>();
        foreach (var id in automatic.Bounce?.OriginalMessageIds ?? [])
            Add(ids, id);
        foreach (var id in Identity.MessageIds.ReadList(mail.Header("In-Reply-To"), 10))
            Add(ids, id);
        if (Identity.MessageIds.Normalise(mail.Header("X-MS-Exchange-Parent-Message-Id")) is { } parent)
            Add(ids, parent);
        var references = Identity.MessageIds.ReadList(mail.Header("References"));
        for (var i = references.Count - 1; i >= 0; i--)
            Add(ids, references[i]);

        var subject = SubjectLine.Parse(mail.Subject);
        return new ThreadKeys(
            ids,
            automatic.Bounce?.OriginalSendKey is { Length: > 0 } key ? [key] : [],
            string.IsNullOrWhiteSpace(mail.ConversationId) ? null : mail.ConversationId,
            PlusAddressesOf(mail, plusAddresses),
            tags.Read(mail.Subject),
            ids.Count > 0 || subject.IsReply);
    }

    private static void Add(List<string> ids, string id)
    {
        if (ids.Count < Identity.MessageIds.MaxReferences && !ids.Contains(id))
            ids.Add(id);
    }

    private static List<PlusAddress> PlusAddressesOf(IncomingMail mail, PlusAddresses plusAddresses)
    {
        List<PlusAddress> found = [];
        foreach (var address in mail.To)
            Take(address.Address);
        foreach (var address in mail.Cc)
            Take(address.Address);
        foreach (var field in EnvelopeFields)
        {
            if (mail.Header(field) is { } value)
                Take(value.Trim().Trim('<', '>'));
        }

        return found;

        void Take(string address)
        {
            if (address.Contains('+', StringComparison.Ordinal)
                && plusAddresses.Read(address, mail.Mailbox) is { } plus
                && found.Count < 10
                && !found.Exists(p => p.TicketNumber == plus.TicketNumber && p.IsGenuine == plus.IsGenuine))
                found.Add(plus);
        }
    }
}
