using System.Buffers;
using Automation.Mail.Automatic;
using Automation.Mail.Messages;

namespace Automation.Mail.Acknowledging;

/// <summary>Who an acknowledgement would go to, and under which keys the host counts what already went there.</summary>
/// <param name="Address">Reply-To when the mail has one, else From; null when there is neither.</param>
/// <param name="AddressKey">Lower case, plus part dropped: <c>ann+x@A.example</c> and <c>ann@a.example</c> are one.</param>
/// <param name="PatternKey">
/// The address key with every run of digits, and every run of eight or more hexadecimal digits, as <c>#</c>: a robot that changes a byte of its address each time is one pattern.
/// People can share a pattern (jo1@, jo2@), so its cap is wider.
/// </param>
/// <param name="Domain">Lower case; empty when there is none.</param>
public sealed record AcknowledgementRecipient(MailAddress? Address, string AddressKey, string PatternKey, string Domain)
{
    private static readonly SearchValues<char> NeverInAddress = SearchValues.Create(" \t\r\n<>,;");

    public static AcknowledgementRecipient Of(IncomingMail mail)
    {
        var address = mail.ReplyTo.FirstOrDefault(a => IsUsable(a.Address)) ?? mail.From ?? mail.Sender;
        if (address is null || !IsUsable(address.Address))
            return new AcknowledgementRecipient(null, "", "", "");

        var key = AddressKeyOf(address.Address);
        return new AcknowledgementRecipient(address, key, PatternOf(key), address.Domain);
    }

    internal static bool IsUsable(string address)
    {
        var text = address.Trim();
        var at = text.LastIndexOf('@');
        return at > 0 && at < text.Length - 1 && text.Length <= 320 && !text.AsSpan().ContainsAny(NeverInAddress);
    }

    private static string AddressKeyOf(string address)
    {
        var text = address.Trim().ToLowerInvariant();
        var local = Signs.LocalPart(text);
        var plus = local.IndexOf('+');
        return plus > 0 ? string.Concat(local[..plus], text.AsSpan(local.Length)) : text;
    }

    private static string PatternOf(string key)
    {
        var local = Signs.LocalPart(key);
        Span<char> pattern = stackalloc char[local.Length];
        var length = 0;
        for (var i = 0; i < local.Length;)
        {
            var hex = RunOf(local[i..], char.IsAsciiHexDigit);
            var digits = RunOf(local[i..], char.IsAsciiDigit);
            var run = hex >= 8 ? hex : digits;
            pattern[length++] = run > 0 ? '#' : local[i];
            i += Math.Max(run, 1);
        }

        return string.Concat(pattern[..length], key.AsSpan(local.Length));
    }

    private static int RunOf(ReadOnlySpan<char> text, Func<char, bool> fits)
    {
        var length = 0;
        while (length < text.Length && fits(text[length]))
            length++;
        return length;
    }
}
