using System.Collections.Frozen;
using Automation.Mail.Automatic;
using Automation.Mail.Messages;

namespace Automation.Mail.Acknowledging;

/// <summary>
/// Addresses behind which no person reads. A no-reply From with a person's Reply-To (a web form) may be answered there; a mail system's From never, whatever its Reply-To says.
/// </summary>
internal static class NotToRoleAddresses
{
    private static readonly FrozenSet<string> Systems = new[]
    {
        "postmaster", "mailer-daemon", "mailerdaemon", "mail-daemon", "abuse", "listserv", "majordomo", "root", "daemon",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Compared without dots, dashes and underscores: no-reply, do_not.reply, NoReply-42.</summary>
    private static readonly string[] NoReplies = ["noreply", "donotreply", "dontreply", "noresponse", "noanswer", "nichtantworten", "keineantwort", "nepasrepondre", "noresponder", "nonrispondere", "nietbeantwoorden", "nieodpowiadaj", "neodpovidat", "svarainte", "bounce", "bounces", "notreply"];

    public static string? Objection(AcknowledgementCase subject)
    {
        if (subject.Mail.From is { } from && IsSystem(from))
            return $"{from.Address} is a mail system";

        return subject.Recipient.Address is { } address && (IsSystem(address) || IsNoReply(address))
            ? $"{address.Address} does not read answers"
            : null;
    }

    private static bool IsSystem(MailAddress address)
    {
        var local = Signs.LocalPart(address.Address);
        return Systems.GetAlternateLookup<ReadOnlySpan<char>>().Contains(local)
            || local.StartsWith("MicrosoftExchange329e", StringComparison.OrdinalIgnoreCase)
            || local.StartsWith("owner-", StringComparison.OrdinalIgnoreCase)
            || local.EndsWith("-bounces", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsNoReply(MailAddress address)
    {
        var local = Signs.LocalPart(address.Address);
        Span<char> letters = stackalloc char[Math.Min(local.Length, 64)];
        var length = 0;
        foreach (var c in local[..letters.Length])
        {
            if (c is not ('.' or '-' or '_'))
                letters[length++] = char.ToLowerInvariant(c);
        }

        foreach (var word in NoReplies)
        {
            var rest = letters[..length];
            if (rest.StartsWith(word) && rest[word.Length..].IndexOfAnyExceptInRange('0', '9') is var other && (other < 0 || rest[word.Length + other] is '+' or '='))
                return true;
        }

        return false;
    }
}
