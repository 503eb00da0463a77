using Automation.Mail.Messages;

namespace Automation.Mail.Automatic;

/// <summary>
/// The name a mail system writes bounces under, with a second sign: the null return path of RFC 5321 4.5.5, or Auto-Submitted.
/// A person can write from postmaster@, so postmaster needs the second sign; nobody but a mail system is called mailer-daemon.
/// </summary>
internal static class MailerDaemon
{
    // Exchange's system mailbox in every tenant since 2007.
    private const string ExchangeSystemMailbox = "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e";

    public static AutomaticVerdict? Check(IncomingMail mail, DeskIdentity desk)
    {
        if ((mail.From ?? mail.Sender)?.Address is not { } address)
            return null;

        var local = Signs.LocalPart(address);
        var certain = local.Equals("mailer-daemon", StringComparison.OrdinalIgnoreCase)
            || local.Equals(ExchangeSystemMailbox, StringComparison.OrdinalIgnoreCase);
        var likely = certain || local.Equals("postmaster", StringComparison.OrdinalIgnoreCase);
        if (!likely)
            return null;

        var nullPath = mail.Header("Return-Path") is { } path && path.AsSpan().Trim().Trim("<>").Trim().IsEmpty;
        if (!certain && !nullPath && !AutoSubmitted.IsSet(mail, out _))
            return null;

        return Signs.Verdict(AutomaticClass.Bounce, nameof(MailerDaemon), "Written by a mail system.", Signs.Field("From", address), isAnswer: true);
    }
}
