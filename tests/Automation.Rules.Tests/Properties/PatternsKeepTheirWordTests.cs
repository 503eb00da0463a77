using System.Text.RegularExpressions;
using Automation.Rules.Folding;
using Automation.Rules.Operators;
using CsCheck;

namespace Automation.Rules.Tests.Properties;

/// <summary>A pattern is only tried on texts with one of the words that every match of it is said to contain.</summary>
public sealed class PatternsKeepTheirWordTests
{
    private static readonly Gen<(RandomPattern Pattern, string Text)> Tries = Gen.Select(
        RandomPatterns.Pattern, Gen.Int[0, 10_000], Gen.OneOf(Gen.Const(""), RandomPatterns.Match), Gen.OneOf(Gen.Const(""), Gen.Const(" and more")),
        (pattern, seed, before, after) => (pattern, before + pattern.Sample(new Random(seed)) + after));

    [Fact]
    public void Every_text_that_a_pattern_matches_contains_one_of_the_words_it_waits_for()
    {
        var (matched, waiting) = (0, 0);
        Tries.Sample(one =>
        {
            // Matched by the book: without the shape that tells how to match and what to wait for.
            var matches = new Regex(one.Pattern.Text, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking).IsMatch(one.Text);
            var pattern = Pattern.Parse(one.Pattern.Text);
            pattern.Matches(one.Text).Should().Be(matches);
            if (!matches || pattern.Literals is null)
                return;
            var folded = FoldedText.Fold(one.Text);
            pattern.Literals.Should().Contain(literal => folded.Contains(literal, StringComparison.Ordinal), "{0} matches {1}", one.Pattern.Text, one.Text);
            Interlocked.Increment(ref waiting);
            Interlocked.Add(ref matched, pattern.Literals.Count);
        }, iter: 1_200, print: one => $"{one.Pattern.Text} on {one.Text}");

        waiting.Should().BeGreaterThan(350, "a pattern of which nothing is known proves nothing");
        matched.Should().BeGreaterThan(waiting);
    }
}
