using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Automation.Rules.Compilation;
using Automation.Rules.Fields;
using Automation.Rules.Model;

namespace Automation.Rules.Folding;

/// <summary>
/// The folded values of one field, one after the other, parted by a line feed (which folded text never contains), with a
/// way back to the places in the original. Its buffers are kept and used again.
/// </summary>
internal sealed class FoldedText
{
    public const char Separator = '\n';

    // So that a reader may look a little beyond the end.
    private const int Spare = WordTable.Padding + 1;

    private const int Block = 16;

    private char[] _chars = new char[256];
    private int[] _map = [];
    private int[] _starts = new int[4];
    private int _length;
    private int _count;

    public ReadOnlySpan<char> Chars => _chars.AsSpan(0, _length);

    public int Count => _count;

    /// <summary>One folded value.</summary>
    public ReadOnlySpan<char> this[int index]
    {
        get
        {
            var start = _starts[index];
            return _chars.AsSpan(start, End(index) - start);
        }
    }

    /// <summary>Folds the values of a field.</summary>
    /// <param name="withMap">Also note where each character came from; needed for <see cref="Place"/>.</param>
    public void Fill(in Fact fact, bool withMap)
    {
        _length = 0;
        _count = 0;
        var count = fact.Count;
        if (_starts.Length < count)
            _starts = new int[count * 2];
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
                Append(Separator, withMap ? 0 : -1);
            _starts[_count++] = _length;
            Fold(fact[i], withMap);
        }
    }

    /// <summary>Where a piece of the folded text stands in the original.</summary>
    /// <returns>The value it is in, and the first UTF-16 unit and the length there; accents after the last letter belong to it.</returns>
    public TextPlace Place(int start, int end, in Fact fact)
    {
        var value = _count - 1;
        while (_starts[value] > start)
            value--;
        var first = _map[start];
        var valueEnd = End(value);
        var last = end < valueEnd ? _map[end] : Math.Min(fact[value].Length, RuleLimits.TextLength);
        // A match may end inside a letter that folds to two.
        last = end > start ? Math.Max(last, _map[end - 1] + 1) : first;
        return new TextPlace(value, first, last - first);
    }

    /// <summary>Where a value begins in <see cref="Chars"/>.</summary>
    public int Start(int value) => _starts[value];

    private int End(int value) => value + 1 < _count ? _starts[value + 1] - 1 : _length;

    private void Fold(ReadOnlySpan<char> source, bool withMap)
    {
        if (source.Length > RuleLimits.TextLength)
            source = source[..RuleLimits.TextLength];
        Reserve(source.Length + Spare, withMap);
        var one = FoldTable.One;
        var chars = _chars;
        var length = _length;
        var begin = length;
        var afterSpace = true;
        var scalarUntil = 0;
        for (var i = 0; i < source.Length; i++)
        {
            if (i >= scalarUntil && !withMap)
            {
                var plain = Plain(source[i..], chars.AsSpan(length), ref afterSpace);
                i += plain;
                length += plain;
                if (i == source.Length)
                    break;
                // A block that is not plain goes the slow way, then plain ones are tried again.
                scalarUntil = i + Block;
            }
            var folded = one[source[i]];
            if (folded == ' ')
            {
                // Runs of blanks are one, so that a phrase is found across a line break.
                if (afterSpace)
                    continue;
                afterSpace = true;
            }
            else if (folded == FoldTable.SeeSeveral)
            {
                var several = FoldTable.Several[source[i]];
                _length = length;
                Reserve(several.Length + source.Length - i + Spare, withMap);
                chars = _chars;
                foreach (var character in several)
                {
                    if (character == ' ' && afterSpace)
                        continue;
                    afterSpace = character == ' ';
                    if (length > begin && Hangul.Join(chars[length - 1], character) is not '\0' and var syllable)
                    {
                        chars[length - 1] = syllable;
                        continue;
                    }
                    if (withMap)
                        _map[length] = i;
                    chars[length++] = character;
                }
                continue;
            }
            else
                afterSpace = false;
            if (withMap)
                _map[length] = i;
            chars[length++] = folded;
        }
        if (length > begin && chars[length - 1] == ' ')
            length--;
        _length = length;
    }

    // Sixteen characters at a time, as long as each becomes one and no two blanks stand together: most of most texts.
    private static int Plain(ReadOnlySpan<char> source, Span<char> target, ref bool afterSpace)
    {
        ref var from = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(source));
        ref var to = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(target));
        var wasSpace = afterSpace ? 1u : 0u;
        var at = 0;
        for (; at + Block <= source.Length && at + Block <= target.Length; at += Block)
        {
            var block = Vector256.LoadUnsafe(ref from, (nuint)at);
            var others = Vector256.GreaterThan(block, Vector256.Create((ushort)'~')).ExtractMostSignificantBits();
            // What lies below the blank are control characters, which are blanks too.
            block = Vector256.Max(block, Vector256.Create((ushort)' '));
            var spaces = Vector256.Equals(block, Vector256.Create((ushort)' ')).ExtractMostSignificantBits();
            if ((spaces & ((spaces << 1) | wasSpace)) != 0)
                break;
            var capitals = Vector256.LessThan(block - Vector256.Create((ushort)'A'), Vector256.Create((ushort)26));
            (block | (capitals & Vector256.Create((ushort)0x20))).StoreUnsafe(ref to, (nuint)at);
            if (others != 0 && !Others(others, source[at..], target[at..]))
                break;
            wasSpace = spaces >> (Block - 1);
        }
        afterSpace = wasSpace != 0;
        return at;
    }

    // Puts in the characters beyond ASCII, which go by the table.
    private static bool Others(uint others, ReadOnlySpan<char> source, Span<char> target)
    {
        for (; others != 0; others &= others - 1)
        {
            var at = BitOperations.TrailingZeroCount(others);
            var folded = FoldTable.One[source[at]];
            if (folded is ' ' or FoldTable.SeeSeveral)
                return false;
            target[at] = folded;
        }
        return true;
    }

    private void Append(char character, int from)
    {
        Reserve(1 + Spare, from >= 0);
        if (from >= 0)
            _map[_length] = from;
        _chars[_length++] = character;
    }

    private void Reserve(int more, bool withMap)
    {
        var needed = _length + more;
        if (_chars.Length < needed)
            Array.Resize(ref _chars, Math.Max(needed, _chars.Length * 2));
        if (withMap && _map.Length < needed)
            Array.Resize(ref _map, Math.Max(needed, _chars.Length));
    }

    /// <summary>One text folded by itself, as the values in conditions are.</summary>
    public static string Fold(string text)
    {
        var folded = new FoldedText();
        folded.Fill(new Fact { One = text }, withMap: false);
        return folded.Chars.ToString();
    }
}
