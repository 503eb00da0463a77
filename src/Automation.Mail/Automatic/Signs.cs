using Automation.Mail.Messages;

namespace Automation.Mail.Automatic;

/// <summary>What several checks look at.</summary>
internal static class Signs
{
    private const int MaxEvidence = 200;

    public static AutomaticVerdict Verdict(AutomaticClass kind, string check, string reason, string evidence, bool isAnswer = false) =>
        new(kind, check, reason, evidence.Length > MaxEvidence ? evidence[..MaxEvidence] : evidence, isAnswer);

    public static string Field(string name, string value) => $"{name}: {value}";

    /// <summary>Whether the mail says that it answers another.</summary>
    public static bool IsAnswer(IncomingMail mail) =>
        !string.IsNullOrWhiteSpace(mail.Header("In-Reply-To"))
        || !string.IsNullOrWhiteSpace(mail.Header("References"))
        || !string.IsNullOrWhiteSpace(mail.Header("X-MS-Exchange-Parent-Message-Id"));

    /// <summary>Whether a field is a list of words (commas or blanks between) that holds one of these.</summary>
    public static bool HasWord(string value, params ReadOnlySpan<string> words)
    {
        foreach (var part in value.Split([',', ';', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var word in words)
            {
                if (part.Equals(word, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }

        return false;
    }

    /// <summary>The part of an address before the last @.</summary>
    public static ReadOnlySpan<char> LocalPart(string address)
    {
        var at = address.LastIndexOf('@');
        return at < 0 ? address : address.AsSpan(0, at);
    }
}
