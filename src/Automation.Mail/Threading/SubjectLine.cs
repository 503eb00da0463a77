using System.Collections.Frozen;

namespace Automation.Mail.Threading;

/// <summary>A subject without what mailers put before it.</summary>
/// <param name="Base">What is left: no prefixes, blanks collapsed.</param>
/// <param name="IsReply">At least one reply prefix.</param>
/// <param name="IsForward">The outermost prefix is a forward's: the mail passes something on rather than answering it.</param>
public readonly record struct SubjectLine(string Base, bool IsReply, bool IsForward)
{
    /// <summary>Reply prefixes by language: en/es/it/pt Re, de AW, nl Antw/BETR, sv/no/da SV, fi VS, pl Odp, cs Odp, it RIF, pt RES, fr RÉ, hu Vá, tr Ynt, el ΑΠ, ru Отв, zh 回复, ja 返信.</summary>
    private static readonly FrozenSet<string> Replies = new[]
    {
        "RE", "AW", "ANTW", "ANTWORT", "BETR", "SV", "VS", "ODP", "RIF", "R", "RES", "RÉ", "VÁ", "YNT", "ATB", "BLS", "TR-RE", "ОТВ", "ΑΠ", "ΣΧΕΤ", "回复", "回覆", "答复", "返信", "RE-ALL",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Forward prefixes: en Fw/Fwd, de WG, nl Doorst, fr TR, es RV/RENV, it I/INOLTRA, pt ENC, pl PD, cs FW/PŘ, sv VB, fi VL, da VS (a reply in Finnish: reply wins), hu Továbbítás, ru Пересл, zh 转发, ja 転送.</summary>
    private static readonly FrozenSet<string> Forwards = new[]
    {
        "FW", "FWD", "WG", "DOORST", "TR", "RV", "REENV", "RENV", "I", "INOLTRA", "ENC", "PD", "PŘ", "VB", "VL", "TOVÁBBÍTÁS", "TOVÁBB", "İLT", "ПЕРЕСЛ", "ПР", "ΠΡΘ", "转发", "轉寄", "転送",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ReplyLookup = Replies.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ForwardLookup = Forwards.GetAlternateLookup<ReadOnlySpan<char>>();

    public static SubjectLine Parse(string subject)
    {
        var rest = subject.AsSpan().Trim();
        var reply = false;
        var forward = false;
        var first = true;
        while (TryTakePrefix(ref rest, out var isReply))
        {
            reply |= isReply;
            forward |= first && !isReply;
            first = false;
        }

        return new SubjectLine(Collapse(rest), reply, forward);
    }

    /// <summary>Takes <c>Re:</c>, <c>AW :</c>, <c>Re[2]:</c>, <c>RE^3:</c>, <c>Antw：</c> from the front; also a tag such as <c>[EXTERNAL]</c> when a prefix follows it.</summary>
    private static bool TryTakePrefix(ref ReadOnlySpan<char> rest, out bool isReply)
    {
        isReply = false;
        var colon = rest.IndexOfAny(':', '：');
        if (colon is < 1 or > 20)
            return false;

        var word = rest[..colon].TrimEnd();
        if (word[0] == '[' && word.IndexOf(']') is > 0 and var close && close + 1 < word.Length)
        {
            // "[EXTERNAL] Re: ..." keeps its tag out of the way; "[HD-12]: text" is not a prefix.
            word = word[(close + 1)..].TrimStart();
        }

        var count = word.IndexOfAny("[(^*");
        if (count > 0)
            word = word[..count].TrimEnd();
        if (word.IsEmpty || word.Length > 12)
            return false;

        isReply = ReplyLookup.Contains(word);
        if (!isReply && !ForwardLookup.Contains(word))
            return false;

        rest = rest[(colon + 1)..].TrimStart();
        return true;
    }

    private static string Collapse(ReadOnlySpan<char> text)
    {
        var line = Cleaning.PlainLine.Of(text.ToString());
        return line.Contains("  ", StringComparison.Ordinal) ? string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : line;
    }
}
