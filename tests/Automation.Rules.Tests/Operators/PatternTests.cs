using System.Text;
using System.Text.RegularExpressions;
using Automation.Rules.Compilation;
using Automation.Rules.Fields;
using Automation.Rules.Folding;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using static Automation.Rules.Tests.Evaluation.RuleWriting;

namespace Automation.Rules.Tests.Operators;

public sealed class PatternTests
{
    [Theory]
    [InlineData("störung", "Eine Störung!", "Störung")]
    [InlineData("sto\u0308rung", "Eine Störung!", "Störung")]
    [InlineData("st.rung", "Eine Störung!", "Störung")]
    [InlineData(@"\bvi[eệ]t\b", "Việt Nam", "Việt")]
    [InlineData("프린.", "새 프린터", "프린터")]
    [InlineData("é$", "olé", "é")]
    public void A_letter_and_its_accent_are_one_character_however_they_are_written(string pattern, string text, string match)
    {
        foreach (var form in new[] { NormalizationForm.FormC, NormalizationForm.FormD })
        {
            var written = text.Normalize(form);

            Pattern.Parse(pattern).Find(written, out var start, out var length).Should().BeTrue();

            written.Substring(start, length).Should().Be(match.Normalize(form));
            Pattern.Parse(pattern).Matches(written).Should().BeTrue();
        }
    }

    [Theory]
    [InlineData(@"\bINV-\d{4,6}\b", "inv-")]
    [InlineData("print(er|s)", "print")]
    [InlineData("(printer|scanner)s?", "printer,scanner")]
    [InlineData("pass(word)?", "pass")]
    [InlineData("a|printer", null)]
    [InlineData("(?i)printer", null)]
    [InlineData("prin?ter", "pri,ter")]
    [InlineData("x*", null)]
    [InlineData("Störung", "störung")]
    [InlineData("[abc]+def", "def")]
    public void The_words_that_every_match_contains_are_known(string pattern, string? expected)
    {
        var literals = PatternShape.Of(pattern).Literals;

        if (expected is null)
            literals.Should().BeNull();
        else
            expected.Split(',').Should().Contain(literals);
    }

    [Fact]
    public void Letters_that_a_matcher_takes_for_one_fold_to_one()
    {
        var letters = Enumerable.Range(0x41, 0x17F - 0x41 + 1).Select(code => (char)code).Where(char.IsLetter).ToArray();
        var plane = Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code).Where(char.IsLetter).ToArray();
        var text = new string(plane);

        foreach (var letter in letters)
        {
            foreach (var match in new Regex(letter.ToString(), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant).EnumerateMatches(text))
                FoldedText.Fold(text[match.Index].ToString()).Should().Be(FoldedText.Fold(letter.ToString()));
        }
    }

    [Theory]
    [InlineData(@"\bword[- ]?\d{3,6}\b", 8)]
    [InlineData("(a|b)?c", 3)]
    [InlineData("a+", null)]
    [InlineData("a{2,}", null)]
    [InlineData("(a{1,2}){1,2}", null)]
    [InlineData("(?<=a)b>", null)]
    [InlineData(@"(a)\1", null)]
    [InlineData(@"\Ga", null)]
    public void Only_counted_repetitions_have_a_bounded_number_of_ways(string pattern, int? ways) =>
        PatternShape.Of(pattern).Ways.Should().Be(ways);

    [Theory]
    [InlineData("(?=a)")]
    [InlineData("(?<=a)b>")]
    [InlineData("(?<!a)b>")]
    [InlineData(@"(a)\1")]
    [InlineData("(?>a)")]
    [InlineData(@"\Ga")]
    [InlineData("(?<a>x)(?<b-a>y)")]
    [InlineData("(?(a)b|c)")]
    public void What_can_take_unbounded_time_is_refused(string pattern)
    {
        var act = () => Pattern.Parse(pattern);

        act.Should().Throw<FormatException>().WithMessage("*not allowed*");
    }

    [Theory]
    [InlineData("(a|b)*a[ab]{900}c", 11_037)]
    [InlineData("(a|b)*a(a|b){400}c", 12_406)]
    [InlineData("x.{0,80}y", 100_000)]
    [InlineData(@"\b[A-Z]{2,4}-\d{3,6}\b", 100_000)]
    public void The_bigger_a_pattern_the_less_of_a_text_it_looks_at(string pattern, int length)
    {
        var parsed = Pattern.Parse(pattern);

        parsed.TextLength.Should().Be(length);
        parsed.Matches(new string('a', length)).Should().BeFalse();
    }

    [Fact]
    public void What_lies_beyond_the_length_a_pattern_looks_at_is_not_found_and_the_trace_says_so()
    {
        var pattern = Pattern.Parse("(a|b)*a[ab]{900}c");
        var hit = new string('a', 901) + "c";

        pattern.Matches(new string('x', pattern.TextLength - hit.Length) + hit).Should().BeTrue();
        pattern.Matches(new string('x', pattern.TextLength - hit.Length + 1) + hit).Should().BeFalse();
        var chain = RuleChain.Compile([Set(HitPolicy.First, Rule("big", Where(StandardFields.Subject, Operator.Matches, "(a|b)*a[ab]{900}c"), StandardOutcomes.Team, "desk"))]);
        chain.Explain(new FactSheet().Set(StandardFields.Subject, new string('x', pattern.TextLength + 5) + hit)).Sets[0].Rules[0].Why!.Unsearched.Should().Be(5 + hit.Length);
    }

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("(a|aa)+$")]
    [InlineData("(a{1,10}){1,10}$")]
    public void A_pattern_made_to_explode_does_not(string pattern) =>
        // Backtracking would take longer than the universe has lasted.
        Pattern.Parse(pattern).Matches(new string('a', 5_000) + "!").Should().BeFalse();
}
