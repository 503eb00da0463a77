namespace Automation.Rules.Operators;

/// <summary>
/// Reads as much of a regular expression as is needed to know how big it gets when its counted repetitions are written out,
/// how many ways there are to match it at one place, and which plain words every match must contain. What it does not know
/// counts as "could be anything".
/// </summary>
internal sealed class PatternShape
{
    private const int ShortestLiteral = 3;
    private const int MostLiterals = 32;

    private const long Unbounded = 1_000_000;

    private readonly string _pattern;
    private int _at;
    private bool _surprised;

    private PatternShape(string pattern) => _pattern = pattern;

    /// <summary>Every match contains at least one of these (in lower case); null when nothing is known.</summary>
    public IReadOnlyList<string>? Literals { get; private set; }

    /// <summary>The number of single-character steps once repetitions are written out.</summary>
    public long Size { get; private set; }

    /// <summary>
    /// The most ways to try the pattern at one place of a text; null when there is no such bound, because a repetition is
    /// not counted, stands within another, or something unknown occurs.
    /// </summary>
    public long? Ways { get; private set; }

    /// <summary>
    /// It looks ahead or back. .NET refuses that for the matcher without backtracking, but not for <c>(?!)</c>, which it takes for a way to write "never".
    /// </summary>
    public bool HasLookaround { get; private set; }

    public static PatternShape Of(string pattern)
    {
        var shape = new PatternShape(pattern);
        var whole = shape.Alternatives();
        shape.Size = whole.Size;
        // An option such as (?x) changes what the characters mean: then only the size is kept, as a guess from below.
        var isKnown = !shape._surprised && shape._at >= pattern.Length;
        shape.Literals = isKnown ? whole.Literals : null;
        shape.Ways = isKnown && whole.Ways < Unbounded ? whole.Ways : null;
        return shape;
    }

    private readonly record struct Piece(IReadOnlyList<string>? Literals, long Size, long Ways);

    private Piece Alternatives()
    {
        var pieces = new List<Piece> { Sequence() };
        while (_at < _pattern.Length && _pattern[_at] == '|')
        {
            _at++;
            pieces.Add(Sequence());
        }
        var size = pieces.Sum(piece => piece.Size);
        var ways = pieces.Sum(piece => piece.Ways);
        if (pieces.Any(piece => piece.Literals is null))
            return new Piece(null, size, ways);
        var literals = pieces.SelectMany(piece => piece.Literals!).Distinct().ToArray();
        return new Piece(literals.Length <= MostLiterals ? literals : null, size, ways);
    }

    private Piece Sequence()
    {
        IReadOnlyList<string>? best = null;
        var size = 0L;
        var ways = 1L;
        var run = "";
        while (_at < _pattern.Length && _pattern[_at] is not ('|' or ')'))
        {
            var isGroup = _pattern[_at] == '(';
            var literal = Atom(out var inner);
            var (least, most, isCounted) = Quantifier();
            size = Math.Min(Unbounded, size + Math.Max(1, most) * Math.Max(1, inner.Size));
            ways = Math.Min(Unbounded, ways * Repeated(inner.Ways, isGroup, least, most, isCounted));
            if (literal is { } character && least == 1 && most == 1)
            {
                run += character;
                continue;
            }
            if (literal is { } repeated && least >= 1)
                run += repeated;
            best = Better(best, run);
            run = "";
            if (least >= 1 && inner.Literals is not null)
                best = Better(best, inner.Literals);
        }
        return new Piece(Better(best, run), size, ways);
    }

    private static long Repeated(long ways, bool isGroup, long least, long most, bool isCounted)
    {
        if (!isCounted)
            return Unbounded;
        if (!isGroup)
            return most - least + 1;
        return (least, most) switch
        {
            (1, 1) => ways,
            (0, 1) => ways + 1,
            _ => Unbounded,
        };
    }

    private static IReadOnlyList<string>? Better(IReadOnlyList<string>? best, string run) =>
        run.Length < ShortestLiteral ? best : Better(best, [run]);

    private static IReadOnlyList<string> Better(IReadOnlyList<string>? best, IReadOnlyList<string> other) =>
        best is null || Worth(other) > Worth(best) ? other : best;

    private static int Worth(IReadOnlyList<string> literals) => literals.Min(literal => literal.Length) * 4 - literals.Count;

    // Returns the character when the atom is one plain character; otherwise what is known of the group or class.
    private char? Atom(out Piece inner)
    {
        inner = new Piece(null, 1, 1);
        var character = _pattern[_at++];
        switch (character)
        {
            case '(':
                inner = Group();
                return null;
            case '[':
                CharacterClass();
                return null;
            case '.' or '^' or '$':
                return null;
            case '\\':
                return Escape();
            case ' ' or '#':
                return null;
            default:
                return Plain(character);
        }
    }

    private Piece Group()
    {
        if (_at < _pattern.Length && _pattern[_at] == '?')
        {
            if (string.CompareOrdinal(_pattern, _at, "?:", 0, 2) == 0)
                _at += 2;
            else if (Name() is { } end)
                _at = end;
            else
            {
                _surprised = true;
                HasLookaround |= _pattern.AsSpan(_at) is ['?', '=' or '!', ..] or ['?', '<', '=' or '!', ..];
            }
        }
        var piece = Alternatives();
        if (_at < _pattern.Length)
            _at++;
        return piece;
    }

    // The place after "?<name>"; null for look-behind and other things that begin alike.
    private int? Name()
    {
        if (_at + 1 >= _pattern.Length || _pattern[_at + 1] != '<')
            return null;
        var end = _at + 2;
        while (end < _pattern.Length && char.IsAsciiLetterOrDigit(_pattern[end]))
            end++;
        return end < _pattern.Length && end > _at + 2 && _pattern[end] == '>' ? end + 1 : null;
    }

    private void CharacterClass()
    {
        if (_at < _pattern.Length && _pattern[_at] == '^')
            _at++;
        if (_at < _pattern.Length && _pattern[_at] == ']')
            _at++;
        while (_at < _pattern.Length && _pattern[_at] != ']')
        {
            if (_pattern[_at] == '[')
                _surprised = true;
            _at += _pattern[_at] == '\\' ? 2 : 1;
        }
        _at++;
    }

    private char? Escape()
    {
        if (_at >= _pattern.Length)
            return null;
        var escaped = _pattern[_at++];
        if (escaped is 'p' or 'P' && _at < _pattern.Length && _pattern[_at] == '{')
            _at = _pattern.IndexOf('}', _at) is var end and >= 0 ? end + 1 : _pattern.Length;
        else if (escaped is 'x' or 'u' or 'c' or 'k' or 'G' || char.IsAsciiDigit(escaped))
            _surprised = true;
        return char.IsAsciiLetterOrDigit(escaped) ? null : Plain(escaped);
    }

    // Only where the matcher's idea of case and our folding agree; a test goes through these letters.
    private static char? Plain(char character) =>
        char.IsAsciiLetterOrDigit(character) || (character is >= '\u00C0' and <= '\u017F' && char.IsLetter(character)) || character is '@' or '.' or '-' or '_' or '/' or ':' ? char.ToLowerInvariant(character) : null;

    private (long Least, long Most, bool IsCounted) Quantifier()
    {
        if (_at >= _pattern.Length)
            return (1, 1, true);
        (long Least, long Most, bool IsCounted) times;
        switch (_pattern[_at])
        {
            case '?':
                times = (0, 1, true);
                _at++;
                break;
            case '*':
                times = (0, 2, false);
                _at++;
                break;
            case '+':
                times = (1, 2, false);
                _at++;
                break;
            case '{' when Counted() is { } counted:
                times = counted;
                break;
            default:
                return (1, 1, true);
        }
        if (_at < _pattern.Length && _pattern[_at] == '?')
            _at++;
        return times;
    }

    private (long Least, long Most, bool IsCounted)? Counted()
    {
        var end = _pattern.IndexOf('}', _at);
        if (end < 0)
            return null;
        var parts = _pattern[(_at + 1)..end].Split(',');
        if (parts.Length > 2 || !long.TryParse(parts[0], out var least))
            return null;
        var most = least;
        if (parts.Length == 2)
            most = parts[1].Length == 0 ? least + 1 : long.TryParse(parts[1], out var upper) ? upper : -1;
        if (most < 0)
            return null;
        _at = end + 1;
        return (Math.Min(least, Unbounded), Math.Min(most, Unbounded), parts is [_] or [_, not ""]);
    }
}
