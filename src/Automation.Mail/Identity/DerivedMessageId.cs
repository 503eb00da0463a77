using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Automation.Mail.Messages;

namespace Automation.Mail.Identity;

/// <summary>A stable id for a mail that came without one: the same content gives the same id, however often the mailbox shows it.</summary>
public static class DerivedMessageId
{
    /// <returns><c>&lt;derived.{sha256 in hex}@automation.invalid&gt;</c>; <c>.invalid</c> can never be anybody's domain (RFC 2606).</returns>
    public static string Of(IncomingMail mail)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, (mail.From ?? mail.Sender)?.Address.Trim().ToLowerInvariant() ?? "");
        // A device that writes the same two lines every week has no Date either: the day the mailbox received it keeps those apart.
        Append(hash, (mail.SentAt ?? mail.ReceivedAt).UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Append(hash, mail.Subject.Trim());
        Append(hash, mail.Body.Content.ReplaceLineEndings("\n").Trim());

        // A scanner sends every page with the same words. Names and sizes as the mailbox lists them are the same at each look; the bytes may not have been fetched.
        foreach (var attachment in mail.Attachments.OrderBy(a => a.Name, StringComparer.Ordinal).ThenBy(a => a.Size))
            Append(hash, string.Create(CultureInfo.InvariantCulture, $"{attachment.Name}:{attachment.Size}"));
        return $"<derived.{Convert.ToHexStringLower(hash.GetHashAndReset())}@automation.invalid>";
    }

    private static void Append(IncrementalHash hash, string text)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(text));
        hash.AppendData([0]);
    }
}
