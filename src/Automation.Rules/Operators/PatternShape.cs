namespace Automation.Rules.Operators;

/// <summary>
/// Reads as much of a regular expression as is needed to know how big it gets when its counted repetitions are written out,
/// and which plain words every match must contain. What it does not know counts as "could be anything".
/// </summary>
internal sealed class PatternShape
{
    private const int ShortestLiteral = 3;
    private const int MostLiterals = 32;

    private readonly string _pattern;
    private int _at;
    private bool _surprised;

    private PatternShape(string pattern) => _pattern = pattern;

    /// <summary>Every match contains at least one of these (lower case ASCII); null when nothing is known.</summary>
    public IReadOnlyList<string>? Literals { get; private set; }

    /// <summary>The number of single-character steps once repetitions are written out.</summary>
    public long Size { get; private set; }

    public static PatternShape Of(string pattern)
    {
        var shape = new PatternShape(pattern);
        var whole = shape.Alternatives();
        shape.Size = whole.Size;
        // An option such as (?x) changes what the characters mean: then only the size is kept, as a guess from below.
        shape.Literals = shape._surprised || shape._at < pattern.Length ? null : whole.Literals;
        return shape;
    }

    private readonly record struct Piece(IReadOnlyList<string>? Literals, long Size);

    private Piece Alternatives()
    {
        var pieces = new List<Piece> { Sequence() };
        while (_at < _pattern.Length && _pattern[_at] == '|')
        {
            _at++;
            pieces.Add(Sequence());
        }
        var size = pieces.Sum(piece => piece.Size);
        if (pieces.Any(piece => piece.Literals is null))
            return new Piece(null, size);
        var literals = pieces.SelectMany(piece => piece.Literals!).Distinct().ToArray();
        return new Piece(literals.Length <= MostLiterals ? literals : null, size);
    }

    private Piece Sequence()
    {
        IReadOnlyList<string>? best = null;
        var size = 0L;
        var run = "";
        while (_at < _pattern.Length && _pattern[_at] is not ('|' or ')'))
        {
            var literal = Atom(out var inner);
            var (least, most) = Quantifier();
            size += Math.Min(1_000_000, Math.Max(1, most) * Math.Max(1, inner.Size));
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
        return new Piece(Better(best, run), size);
    }

    private static IReadOnlyList<string>? Better(IReadOnlyList<string>? best, string run) =>
        run.Length < ShortestLiteral ? best : Better(best, [run]);

    private static IReadOnlyList<string> Better(IReadOnlyList<string>? best, IReadOnlyList<string> other) =>
        best is null || Worth(other) > Worth(best) ? other : best;

    private static int Worth(IReadOnlyList<string> literals) => literals.Min(literal => literal.Length) * 4 - literals.Count;

    // Returns the character when the atom is one plain character; otherwise what is known of the group or class.
    private char? Atom(out Piece inner)
    {
        inner = new Piece(null, 1);
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
            else if (_at + 1 < _pattern.Length && _pattern[_at + 1] is '<' or '\'' && _pattern.IndexOfAny(['>', '\''], _at + 2) is var end and > 0)
                _at = end + 1;
            else
                _surprised = true;
        }
        var piece = Alternatives();
        if (_at < _pattern.Length)
            _at++;
        return piece;
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
        else if (escaped is 'x' or 'u' or 'c' or 'k' or 'Q' or 'E' || char.IsAsciiDigit(escaped))
            _surprised = true;
        return char.IsAsciiLetterOrDigit(escaped) ? null : Plain(escaped);
    }

    // Only ASCII: there the matcher's idea of case and our folding surely agree.
    private static char? Plain(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '@' or '.' or '-' or '_' or '/' or ':' ? char.ToLowerInvariant(character) : null;

    private (long Least, long Most) Quantifier()
    {
        if (_at >= _pattern.Length)
            return (1, 1);
        (long, long) times;
        switch (_pattern[_at])
        {
            case '?':
                times = (0, 1);
                _at++;
                break;
            case '*':
                times = (0, 2);
                _at++;
                break;
            case '+':
                times = (1, 2);
                _at++;
                break;
            case '{' when Counted() is { } counted:
                times = counted;
                break;
            default:
                return (1, 1);
        }
        if (_at < _pattern.Length && _pattern[_at] == '?')
            _at++;
        return times;
    }

    private (long, long)? Counted()
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
        return (least, Math.Min(most, 1_000_000));
    }
}
