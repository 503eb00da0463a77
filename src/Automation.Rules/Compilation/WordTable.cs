using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Automation.Rules.Folding;
using Automation.Rules.Model;

namespace Automation.Rules.Compilation;

/// <summary>
/// Finds whole words and phrases in one pass over a text, a look-up for each word of the text. For keywords that begin with a
/// letter or digit this finds what an automaton finds, in a fraction of the time: such a keyword can only stand where a word
/// of the text begins, and its own first word must be that word, whole.
/// </summary>
internal sealed class WordTable
{
    // Words of the text are hashed four characters at a time and may be read a little beyond their end.
    public const int Padding = 16;

    private const ulong FirstFactor = 0x9E3779B97F4A7C15;
    private const ulong SecondFactor = 0xD6E8FEB86659FD93;

    // Keywords that share their first word are compared one by one; those of which there are more are left to the automaton.
    private const int MostAlike = 8;

    private const int Block = 16;

    private readonly string[] _words;
    private readonly ulong[] _filter;
    private readonly uint[] _hashes;
    private readonly int[] _first;
    private readonly int[] _next;
    private readonly int _filterMask;
    private readonly int _mask;

    /// <param name="words">Distinct, chosen by <see cref="Choose"/>.</param>
    public WordTable(string[] words)
    {
        _words = words;
        // A bit in thirty is set: a look at 8 KB for two thousand words tells nearly all words of a text to be none of these.
        var bits = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, words.Length * 32));
        _filter = new ulong[bits / 64];
        _filterMask = bits - 1;
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, words.Length * 2));
        _mask = size - 1;
        _hashes = new uint[size];
        _first = new int[size];
        _next = new int[words.Length];
        var buffer = new char[RuleLimits.ValueLength * 4 + Padding];
        for (var word = 0; word < words.Length; word++)
        {
            var hash = HashOf(words[word], ref buffer);
            _filter[(hash & _filterMask) >> 6] |= 1UL << (int)hash;
            var slot = (int)(hash >> 7) & _mask;
            while (_hashes[slot] != 0 && _hashes[slot] != hash)
                slot = (slot + 1) & _mask;
            _next[word] = _hashes[slot] == 0 ? -1 : _first[slot];
            _hashes[slot] = hash;
            _first[slot] = word;
        }
    }

    /// <summary>The keywords that are found well this way: those that begin with a letter or digit, unless many begin alike.</summary>
    public static string[] Choose(IEnumerable<string> words)
    {
        var buffer = new char[RuleLimits.ValueLength * 4 + Padding];
        return [.. words.Where(word => Words.IsJoining(word[0]))
            .GroupBy(word => HashOf(word, ref buffer))
            .Where(group => group.Count() <= MostAlike)
            .SelectMany(group => group)];
    }

    /// <param name="text">Folded, and followed by at least <see cref="Padding"/> characters that may be read.</param>
    public void Scan<TSink>(ReadOnlySpan<char> text, ref TSink sink) where TSink : struct, IKeywordSink
    {
        ref var chars = ref MemoryMarshal.GetReference(text);
        var start = 0;
        var isInWord = 0u;
        for (var at = 0; at < text.Length; at += Block)
        {
            var joins = Joining(ref Unsafe.Add(ref chars, at), text.Length - at);
            // A bit wherever a word begins or ends.
            var turns = (joins ^ ((joins << 1) | isInWord)) & 0xFFFF;
            while (turns != 0)
            {
                var turn = at + BitOperations.TrailingZeroCount(turns);
                turns &= turns - 1;
                if (isInWord == 0)
                    start = turn;
                else
                    LookUp(text, start, turn, ref sink);
                isInWord ^= 1;
            }
        }
        if (isInWord != 0)
            LookUp(text, start, text.Length, ref sink);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void LookUp<TSink>(ReadOnlySpan<char> text, int start, int end, ref TSink sink) where TSink : struct, IKeywordSink
    {
        var hash = Hash(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), start), end - start);
        if ((_filter[(hash & _filterMask) >> 6] >> (int)hash & 1) != 0)
            Search(hash, text, start, ref sink);
    }

    private void Search<TSink>(uint hash, ReadOnlySpan<char> text, int start, ref TSink sink) where TSink : struct, IKeywordSink
    {
        for (var slot = (int)(hash >> 7) & _mask; _hashes[slot] != 0; slot = (slot + 1) & _mask)
        {
            if (_hashes[slot] != hash)
                continue;
            Report(_first[slot], text, start, ref sink);
            return;
        }
    }

    private void Report<TSink>(int first, ReadOnlySpan<char> text, int start, ref TSink sink) where TSink : struct, IKeywordSink
    {
        for (var word = first; word >= 0; word = _next[word])
        {
            var keyword = _words[word];
            if (text[start..].StartsWith(keyword, StringComparison.Ordinal) && Words.IsBoundary(text, start + keyword.Length))
                sink.Found(word, start + keyword.Length);
        }
    }

    // A bit for each of the next sixteen characters that is part of a word.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Joining(ref char chars, int count)
    {
        var block = Vector256.LoadUnsafe(ref Unsafe.As<char, ushort>(ref chars));
        var within = count >= Block ? 0xFFFFu : (1u << count) - 1;
        if (Vector256.GreaterThanAny(block, Vector256.Create((ushort)0x7F)))
            return OneByOne(ref chars, count);
        // Folded text has no capitals.
        var isLetter = Vector256.LessThan(block - Vector256.Create((ushort)'a'), Vector256.Create((ushort)26));
        var isDigit = Vector256.LessThan(block - Vector256.Create((ushort)'0'), Vector256.Create((ushort)10));
        return (isLetter | isDigit).ExtractMostSignificantBits() & within;
    }

    private static uint OneByOne(ref char chars, int count)
    {
        var joins = 0u;
        for (var i = 0; i < Math.Min(count, Block); i++)
        {
            if (Words.IsJoining(Unsafe.Add(ref chars, i)))
                joins |= 1u << i;
        }
        return joins;
    }

    // Of the length and four characters each at the beginning, the middle and the end, without a branch: the lengths of words
    // cannot be foreseen. Whatever has the same hash is compared. Never 0, which marks a free place.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(ref char chars, int length)
    {
        ref var bytes = ref Unsafe.As<char, byte>(ref chars);
        var later = Math.Max(length - 4, 0);
        var missing = Math.Max(4 - length, 0) * 16;
        var first = Unsafe.ReadUnaligned<ulong>(ref bytes) << missing;
        var middle = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, later / 2 * 2)) << missing;
        var last = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, later * 2)) << missing;
        var hash = (first * FirstFactor) ^ BitOperations.RotateLeft(middle * SecondFactor, 23) ^ BitOperations.RotateLeft((last + (ulong)length) * FirstFactor, 41);
        return (uint)((hash ^ (hash >> 29)) * SecondFactor >> 32) | 1;
    }

    private static uint HashOf(string word, ref char[] buffer)
    {
        if (buffer.Length < word.Length + Padding)
            buffer = new char[word.Length + Padding];
        word.CopyTo(buffer);
        return Hash(ref buffer[0], FirstWord(word));
    }

    private static int FirstWord(string word)
    {
        var length = 1;
        while (length < word.Length && Words.IsJoining(word[length]))
            length++;
        return length;
    }
}
