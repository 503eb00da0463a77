using System.Buffers;
using System.Text;
using Automation.Rules.Folding;
using Automation.Rules.Model;

namespace Automation.Rules.Evaluation;

/// <summary>
/// A folded text the plain way: character by character, with .NET to put Korean letters together. It shares with <see cref="FoldedText"/> the table of
/// single characters only, so that each of the two can be held against the other.
/// </summary>
internal sealed class PlainFolding
{
    private static readonly SearchValues<char> Korean = SearchValues.Create([.. Enumerable.Range(0x1100, 0x100).Concat(Enumerable.Range(0xAC00, 11_172)).Select(code => (char)code)]);

    private readonly int _length;
    private readonly List<int> _from = [];

    public PlainFolding(string original)
    {
        _length = Math.Min(original.Length, RuleLimits.TextLength);
        var folded = new StringBuilder();
        var from = new List<int>();
        for (var at = 0; at < _length; at++)
        {
            var one = FoldTable.One[original[at]];
            foreach (var character in one == FoldTable.SeeSeveral ? FoldTable.Several[original[at]] : one.ToString())
            {
                if (character == ' ' && (folded.Length == 0 || folded[^1] == ' '))
                    continue;
                folded.Append(character);
                from.Add(at);
            }
        }
        var apart = folded.ToString().TrimEnd(' ');
        var text = new StringBuilder();
        for (var at = 0; at < apart.Length;)
        {
            var length = Syllable(apart, at);
            text.Append(length > 1 ? apart.Substring(at, length).Normalize(NormalizationForm.FormC) : apart[at].ToString());
            _from.Add(from[at]);
            at += length;
        }
        Text = text.ToString();
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
