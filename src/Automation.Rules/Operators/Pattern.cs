using System.Text.RegularExpressions;
using Automation.Rules.Folding;
using Automation.Rules.Model;

namespace Automation.Rules.Operators;

/// <summary>
/// A regular expression that cannot hang: matched in time linear in the text, ignoring case, without lookaround and
/// back-references. It looks at the original text, accents included; a letter and its accent are one character, however they are written.
/// </summary>
/// <remarks>
/// The matcher without backtracking takes any pattern we allow, but weighs about 0.7 MB and 10 to 200 times as long as the
/// ordinary one. A pattern in which every repetition is counted and none stands within another has a small fixed number of
/// ways to match at any place, so the ordinary matcher is linear on it as well, and finds the same.
/// </remarks>
internal sealed class Pattern
{
    // Steps at one place of a text up to which the ordinary matcher is used.
    private const long MostSteps = 1_000;

    private const string NotTaken = "The pattern uses lookaround, a back-reference or another construct that can take unbounded time; these are not allowed.";

    private readonly Regex _regex;

    private Pattern(Regex regex, PatternShape shape, int textLength)
    {
        _regex = regex;
        TextLength = textLength;
        Literals = shape.Literals?.Select(FoldedText.Fold).ToArray();
    }

    /// <summary>Every match contains one of these, folded; null when nothing is known.</summary>
    public IReadOnlyList<string>? Literals { get; }

    /// <summary>
    /// Characters of a text that are looked at. Not the clock but a count is the limit, so that a mail is decided the same on a busy
    /// machine, and again when somebody asks why.
    /// </summary>
    public int TextLength { get; }

    /// <exception cref="FormatException">The pattern is too long, too big, or not one that we take; the message says which.</exception>
    public static Pattern Parse(string pattern)
    {
        if (pattern.Length == 0)
            throw new FormatException("The pattern is empty.");
        if (ComposedText.IsNeeded(pattern))
            pattern = ComposedText.Of(pattern).Text;
        if (pattern.Length > RuleLimits.PatternLength)
            throw new FormatException($"The pattern has {pattern.Length} characters; {RuleLimits.PatternLength} are allowed.");
        var shape = PatternShape.Of(pattern);
        if (shape.Size > RuleLimits.PatternSize)
            throw new FormatException($"The pattern's repetitions make it too big ({shape.Size} steps; {RuleLimits.PatternSize} are allowed).");
        if (shape.HasLookaround)
            throw new FormatException(NotTaken);
        var isBounded = shape.Ways is { } ways && ways * shape.Size <= MostSteps;
        var options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | (isBounded ? RegexOptions.None : RegexOptions.NonBacktracking);
        try
        {
            return new Pattern(new Regex(pattern, options), shape, isBounded ? RuleLimits.TextLength : (int)Math.Min(RuleLimits.TextLength, RuleLimits.PatternSteps / Math.Max(1, shape.Size)));
        }
        catch (ArgumentException e)
        {
            throw new FormatException("The pattern does not compile: " + e.Message, e);
        }
        catch (NotSupportedException)
        {
            throw new FormatException(NotTaken);
        }
    }

    public bool Matches(ReadOnlySpan<char> text)
    {
        text = Cut(text);
        return _regex.IsMatch(ComposedText.IsNeeded(text) ? ComposedText.Of(text).Text : text);
    }

    /// <summary>The first match; false when there is none.</summary>
    public bool Find(ReadOnlySpan<char> text, out int start, out int length)
    {
        text = Cut(text);
        ComposedText? composed = ComposedText.IsNeeded(text) ? ComposedText.Of(text) : null;
        foreach (var match in _regex.EnumerateMatches(composed is { } whole ? whole.Text : text))
        {
            (start, length) = composed?.Place(match.Index, match.Length) ?? (match.Index, match.Length);
            return true;
        }
        (start, length) = (0, 0);
        return false;
    }

    private ReadOnlySpan<char> Cut(ReadOnlySpan<char> text) => text.Length > TextLength ? text[..TextLength] : text;
}
