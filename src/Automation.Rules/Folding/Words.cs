using System.Globalization;

namespace Automation.Rules.Folding;

/// <summary>
/// Where words begin and end in folded text. A piece is a whole word when neither end lies inside a run of letters and
/// digits. Scripts that are written without spaces (Chinese, Japanese, Thai and the like), and Korean, which hangs
/// particles on its words, have a boundary at every character; so have emoji.
/// </summary>
internal static class Words
{
    private static readonly bool[] Joins = Build();

    public static bool IsWhole(ReadOnlySpan<char> text, int start, int end) =>
        IsBoundary(text, start) && IsBoundary(text, end);

    public static bool IsBoundary(ReadOnlySpan<char> text, int at) =>
        at <= 0 || at >= text.Length || !Joins[text[at - 1]] || !Joins[text[at]];

    /// <summary>Whether the character runs together with a letter or digit beside it; beside any other there is a boundary whatever comes.</summary>
    public static bool IsJoining(char character) => Joins[character];

    private static bool[] Build()
    {
        var joins = new bool[char.MaxValue + 1];
        for (var code = 0; code <= char.MaxValue; code++)
        {
            var character = (char)code;
            joins[code] = !IsWrittenWithoutSpaces(character) && (char.IsLetterOrDigit(character) || IsMark(character));
        }
        return joins;
    }

    private static bool IsMark(char character) =>
        CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsWrittenWithoutSpaces(char character) => character
        is (>= '\u0E00' and <= '\u0EFF')
        or (>= '\u1000' and <= '\u109F')
        or (>= '\u1100' and <= '\u11FF')
        or (>= '\u1780' and <= '\u17FF')
        or (>= '\u2E80' and <= '\uA4CF')
        or (>= '\uAC00' and <= '\uD7FF')
        or (>= '\uF900' and <= '\uFAFF')
        or (>= '\uFF66' and <= '\uFFDC');
}
