using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace Automation.Mail.Cleaning;

/// <summary>
/// Keeps of a style attribute only declarations that can do nothing but look: known properties, values of plain characters. No url(), no escapes, no functions but colours,
/// nothing that moves or covers what is outside.
/// </summary>
internal static class StyleFilter
{
    private const int MaxLength = 2_000;
    private const int MaxValue = 120;

    private static readonly FrozenSet<string> Properties = (
        "color background background-color font font-family font-size font-style font-weight font-variant text-align text-decoration text-indent text-transform line-height letter-spacing "
        + "white-space vertical-align width height max-width min-width border border-top border-right border-bottom border-left border-color border-style border-width border-collapse border-spacing "
        + "border-top-color border-top-style border-top-width border-bottom-color border-bottom-style border-bottom-width border-left-color border-left-style border-left-width border-right-color border-right-style border-right-width "
        + "border-radius padding padding-top padding-right padding-bottom padding-left margin margin-top margin-right margin-bottom margin-left list-style-type table-layout word-break word-wrap overflow-wrap direction")
        .Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 #.,%'-!()/");

    /// <returns>Empty when nothing is left.</returns>
    public static string Filter(string style)
    {
        if (style.Length is 0 or > MaxLength)
            return "";

        StringBuilder? kept = null;
        foreach (var range in style.AsSpan().Split(';'))
        {
            var declaration = style.AsSpan()[range];
            var colon = declaration.IndexOf(':');
            if (colon < 1)
                continue;

            var name = declaration[..colon].Trim();
            var value = declaration[(colon + 1)..].Trim();
            if (!Properties.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name) || !IsHarmless(name, value))
                continue;

            kept ??= new StringBuilder(style.Length);
            if (kept.Length > 0)
                kept.Append(';');
            AppendLower(kept, name);
            kept.Append(':');
            foreach (var c in value)
                kept.Append(c is '"' or '\n' or '\r' or '\t' ? (c == '"' ? '\'' : ' ') : c);
        }

        return kept?.ToString() ?? "";
    }

    private static bool IsHarmless(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || value.Length > MaxValue)
            return false;

        foreach (var c in value)
        {
            if (!Plain.Contains(c) && c is not ('"' or '\n' or '\r' or '\t') && !char.IsLetter(c))
                return false;
        }

        // Functions: colours only. url(, image-set(, expression(, var(, calc( all fail here.
        for (var open = value.IndexOf('('); open >= 0;)
        {
            var function = value[..open];
            var start = function.LastIndexOfAny(" ,") + 1;
            var word = function[start..];
            if (!(word.Equals("rgb", StringComparison.OrdinalIgnoreCase) || word.Equals("rgba", StringComparison.OrdinalIgnoreCase)
                || word.Equals("hsl", StringComparison.OrdinalIgnoreCase) || word.Equals("hsla", StringComparison.OrdinalIgnoreCase)))
                return false;
            var next = value[(open + 1)..].IndexOf('(');
            open = next < 0 ? -1 : open + 1 + next;
        }

        // A negative margin can lay text over what is outside of the mail.
        return !(name.StartsWith("margin", StringComparison.OrdinalIgnoreCase) && value.Contains('-'))
            && !(name.Equals("text-indent", StringComparison.OrdinalIgnoreCase) && value.Contains('-'));
    }

    private static void AppendLower(StringBuilder text, ReadOnlySpan<char> name)
    {
        foreach (var c in name)
            text.Append(char.ToLowerInvariant(c));
    }
}
