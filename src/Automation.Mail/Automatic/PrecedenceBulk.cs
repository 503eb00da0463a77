using Automation.Mail.Messages;

namespace Automation.Mail.Automatic;

/// <summary><c>Precedence: bulk</c>, <c>list</c> or <c>junk</c> (RFC 2076 3.9).</summary>
internal static class PrecedenceBulk
{
    public static AutomaticVerdict? Check(IncomingMail mail, DeskIdentity desk) => Find(mail, "Precedence") ?? Find(mail, "X-Precedence");

    private static AutomaticVerdict? Find(IncomingMail mail, string field) => mail.Header(field) is { } value && Signs.HasWord(value, "bulk", "list", "junk")
        ? Signs.Verdict(AutomaticClass.Bulk, nameof(PrecedenceBulk), "List or mass mail.", Signs.Field(field, value))
        : null;
}
