using System.Buffers;
using System.Text;

namespace Automation.Rules.Folding;

/// <summary>
/// A text in which letters and the accents that follow them are one character where there is one, as people write patterns, with a way back to the places
/// in the original. Files of macOS, and some mail programs, write the two apart.
/// </summary>
internal readonly struct ComposedText
{
    // What can follow a letter and become one character with it: accents, Arabic hamza and madda, Hangul letters, kana voicing.
    private static readonly SearchValues<char> Followers = SearchValues.Create(
        [.. Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code).Where(c => c is (>= '\u0300' and <= '\u036F') or (>= '\u0653' and <= '\u0655') or '\u3099' or '\u309A' || Hangul.IsJoining(c))]);

    private readonly int[] _map;

    private ComposedText(string text, int[] map)
    {
        Text = text;
        _map = map;
    }

    public string Text { get; }

    /// <summary>Whether there is anything to put together.</summary>
    public static bool IsNeeded(ReadOnlySpan<char> text) =>
        // One range is looked for many times as fast as a set, and most texts have nothing of it.
        text.ContainsAnyInRange('\u0300', '\u309A') && text.ContainsAny(Followers);

    public static ComposedText Of(ReadOnlySpan<char> text)
    {
        var composed = new StringBuilder(text.Length);
        var map = new List<int>(text.Length + 1);
        for (var at = 0; at < text.Length;)
        {
            var length = 1;
            while (at + length < text.Length && Followers.Contains(text[at + length]))
                length++;

            // Half of a character pair cannot be normalised, and nothing joins a sign.
            var cluster = text.Slice(at, length);
            var together = length > 1 && char.IsLetter(text[at]) ? cluster.ToString().Normalize(NormalizationForm.FormC) : null;
            if (together is null || together.Length >= length)
            {
                composed.Append(cluster);
                for (var i = 0; i < length; i++)
                    map.Add(at + i);
            }
            else
            {
                composed.Append(together);
                for (var i = 0; i < together.Length; i++)
                    map.Add(i == 0 ? at : at + length - together.Length + i);
            }
            at += length;
        }
        map.Add(text.Length);
        return new ComposedText(composed.ToString(), [.. map]);
    }

    /// <summary>Where a piece stands in the original; accents belong to their letter.</summary>
    public (int Start, int Length) Place(int start, int length) => (_map[start], _map[start + length] - _map[start]);
}
