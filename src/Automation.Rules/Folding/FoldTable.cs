using System.Globalization;
using System.Text;

namespace Automation.Rules.Folding;

/// <summary>
/// How each UTF-16 unit is folded, whatever stands beside it: lower case, no accents, one kind of apostrophe and hyphen,
/// every blank and control character a space, invisible characters gone. So İ, I, ı and i are one letter, ß is ss, é is e
/// whether written as one character or two.
/// </summary>
/// <remarks>
/// Marks of scripts in which they change the word (Indic vowels, kana voicing) are kept; Arabic and Hebrew vowel points, which most people leave out, are
/// not. Hangul letters are put together by <see cref="Hangul"/>. Characters beyond the basic plane stay as they are.
/// </remarks>
internal static class FoldTable
{
    /// <summary>In <see cref="One"/>: look in <see cref="Several"/>, where the character becomes none, more than one, or may join the one before it.</summary>
    public const char SeeSeveral = '\uFFFF';

    private static readonly Dictionary<char, string> Letters = new()
    {
        ['ß'] = "ss",
        ['ı'] = "i",
        ['ſ'] = "s",
        ['ς'] = "σ",
        ['µ'] = "μ",
        ['æ'] = "ae",
        ['œ'] = "oe",
        ['ø'] = "o",
        ['ł'] = "l",
        ['đ'] = "d",
        ['ð'] = "d",
        ['ħ'] = "h",
        ['þ'] = "th",
        ['‘'] = "'",
        ['’'] = "'",
        ['ʼ'] = "'",
        ['´'] = "'",
        ['“'] = "\"",
        ['”'] = "\"",
        ['„'] = "\"",
        ['‐'] = "-",
        ['‑'] = "-",
        ['‒'] = "-",
        ['–'] = "-",
        ['—'] = "-",
        ['−'] = "-",
    };

    public static readonly Dictionary<char, string> Several = [];
    public static readonly char[] One = Build();

    private static char[] Build()
    {
        var one = new char[char.MaxValue + 1];
        for (var code = 0; code <= char.MaxValue; code++)
        {
            var character = (char)code;
            // Ideographs and syllables, most of the plane, have nothing to fold.
            if (character is >= '\u3400' and < '\uF900')
            {
                one[code] = character;
                continue;
            }
            var folded = Fold(character);
            if (folded.Length == 1 && folded[0] != SeeSeveral && !Hangul.IsJoining(folded[0]))
                one[code] = folded[0];
            else
            {
                one[code] = SeeSeveral;
                Several[character] = folded;
            }
        }
        return one;
    }

    private static string Fold(char character)
    {
        switch (CharUnicodeInfo.GetUnicodeCategory(character))
        {
            case UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                return " ";
            case UnicodeCategory.Format:
                return "";
            case UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate:
                return character.ToString();
        }
        if (IsDroppedMark(character))
            return "";
        if (Letters.TryGetValue(character, out var written))
            return written;
        // Compatibility forms only where they are another way to write the same word: ligatures, full and half width.
        var parts = character.ToString().Normalize(character >= '\uFB00' ? NormalizationForm.FormKD : NormalizationForm.FormD);
        var folded = new StringBuilder();
        foreach (var part in parts)
        {
            if (IsDroppedMark(part))
                continue;
            // By way of the upper case, where variants such as ϱ and ρ meet.
            var lower = char.ToLowerInvariant(char.ToUpperInvariant(part));
            if (Letters.TryGetValue(lower, out var letters))
                folded.Append(letters);
            else
                folded.Append(char.IsWhiteSpace(lower) ? ' ' : lower);
        }
        return folded.ToString();
    }

    private static bool IsDroppedMark(char character) => character
        is (>= '\u0300' and <= '\u036F')

        // Hebrew accents and points; between them stand hyphens and full stops.
        or (>= '\u0591' and <= '\u05BD') or '\u05BF' or '\u05C1' or '\u05C2' or '\u05C4' or '\u05C5' or '\u05C7'

        // Arabic vowels, and the stroke that only lengthens a word.
        or '\u0640' or (>= '\u064B' and <= '\u0652') or '\u0670'
        or (>= '\u1AB0' and <= '\u1AFF')
        or (>= '\u1DC0' and <= '\u1DFF')
        or (>= '\u20D0' and <= '\u20FF')
        or (>= '\uFE00' and <= '\uFE0F')
        or (>= '\uFE20' and <= '\uFE2F');
}
