namespace Automation.Rules.Compilation;

/// <summary>
/// Finds all of many keywords in one pass over a text (Aho and Corasick, 1975).
/// </summary>
/// <remarks>
/// States are numbered breadth first, so the children of a state lie side by side and need no pointers. The states near the
/// root, where a scan spends its time, have a full row of transitions each; the deep ones only their children and the
/// state to fall back to. So memory grows with the keywords, not with keywords × alphabet.
/// </remarks>
internal sealed class KeywordAutomaton
{
    // 1 MB of full rows: what stays in a core's own cache.
    private const int MostCells = 1 << 18;

    private readonly Alphabet _alphabet;
    private readonly int _stride;
    private readonly int _full;
    private readonly int[] _rows;
    private readonly ushort[] _labels;
    private readonly int[] _firstChild;
    private readonly int[] _fallback;
    private readonly int[] _word;
    private readonly int[] _report;

    /// <param name="words">Distinct, not empty, in ordinal order.</param>
    public KeywordAutomaton(string[] words, Alphabet alphabet)
    {
        Words = words;
        _alphabet = alphabet;
        _stride = alphabet.Count + 1;
        var most = 1 + words.Sum(word => word.Length);
        var labels = new ushort[most];
        var firstChild = new int[most + 1];
        var word = new int[most];
        var states = Grow(words, labels, firstChild, word);

        _labels = labels[..states];
        _firstChild = firstChild[..(states + 1)];
        _word = word[..states];
        _fallback = new int[states];
        _report = new int[states];
        _full = Math.Min(states, Math.Max(1, MostCells / _stride));
        _rows = new int[_full * _stride];
        Link(states);
    }

    public string[] Words { get; }

    public int States => _word.Length;

    public void Scan<TSink>(ReadOnlySpan<char> text, ref TSink sink) where TSink : struct, IKeywordSink
    {
        var numbers = _alphabet.Numbers;
        var rows = _rows;
        var report = _report;
        var full = _full;
        var stride = _stride;
        var state = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var label = numbers[text[i]];
            state = state < full ? rows[state * stride + label] : Deep(state, label);
            if (report[state] != 0 && sink.Wants(i + 1))
                Report(state, i + 1, ref sink);
        }
    }

    private void Report<TSink>(int state, int end, ref TSink sink) where TSink : struct, IKeywordSink
    {
        for (var at = _report[state]; at != 0; at = _report[_fallback[at]])
            sink.Found(_word[at], end);
    }

    private int Deep(int state, int label)
    {
        while (state >= _full)
        {
            var end = _firstChild[state + 1];
            for (var child = _firstChild[state]; child < end; child++)
            {
                if (_labels[child] == label)
                    return child;
            }
            state = _fallback[state];
        }
        return _rows[state * _stride + label];
    }

    // The trie, level by level: a state is a range of the ordered words that share their beginning.
    private int Grow(string[] words, ushort[] labels, int[] firstChild, int[] word)
    {
        var from = new int[labels.Length];
        var to = new int[labels.Length];
        to[0] = words.Length;
        var states = 1;
        var depth = 0;
        var levelEnd = 1;
        for (var state = 0; state < states; state++)
        {
            if (state == levelEnd)
            {
                depth++;
                levelEnd = states;
            }
            firstChild[state] = states;
            var at = from[state];
            word[state] = -1;
            if (at < to[state] && words[at].Length == depth)
                word[state] = at++;
            while (at < to[state])
            {
                var character = words[at][depth];
                labels[states] = (ushort)_alphabet[character];
                from[states] = at;
                while (at < to[state] && words[at][depth] == character)
                    at++;
                to[states++] = at;
            }
        }
        firstChild[states] = states;
        return states;
    }

    // A state falls back to the longest shorter one that ends the same, which has a smaller number: one pass is enough.
    private void Link(int states)
    {
        for (var state = 0; state < states; state++)
        {
            var fallback = _fallback[state];
            _report[state] = _word[state] >= 0 ? state : state == 0 ? 0 : _report[fallback];
            for (var child = _firstChild[state]; child < _firstChild[state + 1]; child++)
                _fallback[child] = state == 0 ? 0 : fallback < _full ? _rows[fallback * _stride + _labels[child]] : Deep(fallback, _labels[child]);
            if (state >= _full)
                continue;
            var row = _rows.AsSpan(state * _stride, _stride);
            if (state > 0)
                _rows.AsSpan(fallback * _stride, _stride).CopyTo(row);
            for (var child = _firstChild[state]; child < _firstChild[state + 1]; child++)
                row[_labels[child]] = child;
        }
    }
}
