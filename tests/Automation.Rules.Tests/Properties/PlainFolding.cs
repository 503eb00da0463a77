using System.Buffers;
using System.Text;
using Automation.Rules.Folding;
using Automation.Rules.Model;

namespace Automation.Rules.Tests.Properties;

/// <summary>
/// A folded text the plain way: character by character, with .NET to put Korean letters together. It shares with <see cref="FoldedText"/> the table of
/// single characters only, so that each of the two can be held against the other; the interpreter folds as the compiled rules do.
/// </summary>
internal sealed class PlainFolding
{
    private static readonly SearchValues<char> Korean = SearchValues.Create([.. Enumerable.Range(0x1100, 0x100).Concat(Enumerable.Range(0xAC00, 11_172)).Select(code => (char)code)]);

    private readonly int _length;
    private readonly List<int> _from = [];

    public PlainFolding(string original)
    {
        _length = Math.Min(original.Length, RuleLimits.TextLength);
        var folded = new StringBuilder(_length);
        _from.EnsureCapacity(_length);
        foreach (var (at, character) in Characters(original))
        {
            if (character == ' ' && (folded.Length == 0 || folded[^1] == ' '))
                continue;
            folded.Append(character);
            _from.Add(at);
        }
        if (folded.Length > 0 && folded[^1] == ' ')
            folded.Length--;
        Text = folded.ToString();
        if (Text.AsSpan().ContainsAny(Korean))
            (Text, _from) = Joined(Text, _from);
    }

    public string Text { get; }

    public static string Fold(string text) => new PlainFolding(text).Text;

    /// <summary>Where a piece of the folded text stands in the original.</summary>
    public (int Start, int Length) Place(int start, int end)
    {
        var first = _from[start];
        var last = end < Text.Length ? _from[end] : _length;
        return (first, (end > start ? Math.Max(last, _from[end - 1] + 1) : first) - first);
    }

    private IEnumerable<(int At, char Character)> Characters(string original)
    {
        for (var at = 0; at < _length; at++)
        {
            var one = FoldTable.One[original[at]];
            if (one != FoldTable.SeeSeveral)
                yield return (at, one);
            else
            {
                foreach (var character in FoldTable.Several[original[at]])
                    yield return (at, character);
            }
        }
    }

    private static (string Text, List<int> From) Joined(string apart, List<int> from)
    {
        var text = new StringBuilder();
        var joined = new List<int>();
        for (var at = 0; at < apart.Length;)
        {
            var length = Syllable(apart, at);
            text.Append(length > 1 ? apart.Substring(at, length).Normalize(NormalizationForm.FormC) : apart[at].ToString());
            joined.Add(from[at]);
            at += length;
        }
        return (text.ToString(), joined);
    }

    // How many characters are one Korean syllable; 1 for anything else.
    private static int Syllable(string text, int at)
    {
        for (var length = 3; length > 1; length--)
        {
            if (at + length <= text.Length && text.AsSpan(at, length).IndexOfAnyExcept(Korean) < 0 && text.Substring(at, length).Normalize(NormalizationForm.FormC).Length == 1)
                return length;
        }
        return 1;
    }
}
