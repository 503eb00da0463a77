using System.Buffers;
using System.Text;

namespace Automation.Mail.Cleaning;

/// <summary>Makes any text fit to store, search and show: one kind of line end, no control characters, valid Unicode.</summary>
internal static class PlainText
{
    private static readonly SearchValues<char> Unwanted = SearchValues.Create(CreateUnwanted());

    /// <summary>PostgreSQL refuses NUL, UTF-8 knows no lone surrogates, and other control characters only serve to deceive a reader.</summary>
    /// <param name="max">Longest result in characters; what is beyond is cut.</param>
    public static string Normalise(string text, int max = int.MaxValue)
    {
        if (text.Length > max)
            text = text[..(char.IsHighSurrogate(text[max - 1]) ? max - 1 : max)];

        var at = text.AsSpan().IndexOfAny(Unwanted);
        if (at < 0)
            return text;

        var result = new StringBuilder(text.Length).Append(text, 0, at);
        for (var i = at; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '\r':
                    if (i + 1 >= text.Length || text[i + 1] != '\n')
                        result.Append('\n');
                    break;
                case '\u0085' or '\u2028' or '\u2029' or '\v' or '\f':
                    result.Append('\n');
                    break;
                case '\t' or '\n':
                    result.Append(c);
                    break;
                case '\uFEFF':
                    break;
                default:
                    if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                        result.Append(c).Append(text[++i]);
                    else if (char.IsSurrogate(c))
                        result.Append('\uFFFD');
                    else if (!char.IsControl(c))
                        result.Append(c);
                    break;
            }
        }

        return result.ToString();
    }

    /// <summary>At most <paramref name="max"/> characters, never half of a surrogate pair.</summary>
    public static string Cut(string text, int max) =>
        text.Length <= max ? text : text[..(char.IsHighSurrogate(text[max - 1]) ? max - 1 : max)];

    private static char[] CreateUnwanted() =>
        [.. Enumerable.Range(0, 0x10000).Select(i => (char)i).Where(c => (char.IsControl(c) && c is not ('\n' or '\t')) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' or '\uFEFF')];
}
