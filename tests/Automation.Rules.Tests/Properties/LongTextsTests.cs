using Automation.Rules.Compilation;
using Automation.Rules.Evaluation;
using Automation.Rules.Fields;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using CsCheck;

namespace Automation.Rules.Tests.Properties;

/// <summary>Mails of many pages in which what the rules look for comes late.</summary>
public sealed class LongTextsTests
{
    private static readonly string[] Filler = ["quux", "zwölf", "ждать", "0x7f", "ohne", "等待", "dddd", "-", "Größe", "\u200B", "wwww", "🙂"];

    private static readonly Gen<string> Late = Gen.Select(Gen.Int[2_000, 40_000], Gen.Int[0, 1_000_000], RandomRules.Text.Array[1, 3], (length, seed, pieces) =>
    {
        var random = new Random(seed);
        var text = new System.Text.StringBuilder();
        while (text.Length < length)
            text.Append(Filler[random.Next(Filler.Length)]).Append(random.Next(9) == 0 ? "\r\n" : " ");
        foreach (var piece in pieces)
        {
            var at = random.Next(text.Length / 2, text.Length);
            text.Insert(at, " " + piece + " ");
        }
        return text.ToString();
    });

    [Fact]
    public void What_stands_late_in_a_long_text_is_found_as_by_the_interpreter() =>
        Gen.Select(RandomRules.Chain, RandomRules.Request, Late, Late).Sample((sets, request, subject, body) =>
        {
            var facts = new FactSheet();
            request(facts);
            facts.Set(StandardFields.Subject, subject).Set(StandardFields.Body, body);
            var chain = RuleChain.Compile(sets, RandomRules.Lists);
            var plain = new Interpreter(sets, RandomRules.Lists);

            chain.Decide(facts).Hits.Should().Equal(plain.Decide(facts, TraceDetail.None).Hits);
            CompiledEqualsPlainTests.Written(chain.Decide(facts, TraceDetail.Full)).Should().Be(CompiledEqualsPlainTests.Written(plain.Decide(facts, TraceDetail.Full)));
        }, iter: 150, print: one => string.Join("\n", one.Item1.Select(RuleSetWriter.Write)));

    [Theory]
    [InlineData(Operator.ContainsAnyWord, "printer")]
    [InlineData(Operator.ContainsAnyWord, "プリンター")]
    [InlineData(Operator.ContainsAnyWord, "c++")]
    [InlineData(Operator.ContainsAnyWord, "the printer is out")]
    [InlineData(Operator.ContainsAnyFragment, "inte")]
    [InlineData(Operator.EndsWith, "printer")]
    [InlineData(Operator.Matches, "print(er|s)")]
    public void Up_to_the_last_character_that_is_searched_a_keyword_is_found(Operator op, string keyword)
    {
        ConditionValue value = op == Operator.Matches ? new PatternValue(keyword) : new TextValue([keyword]);
        var chain = RuleChain.Compile([new RuleSet("late", 1, HitPolicy.First, [new Rule("late", new FieldCondition(StandardFields.Body, op, value), [new OutcomeValue(StandardOutcomes.Team, ["found"])])])]);
        var hit = op == Operator.Matches || op == Operator.ContainsAnyFragment ? "printer" : keyword;
        foreach (var length in (int[])[10, 990, 1_010, 5_000, 33_000, RuleLimits.TextLength])
        {
            var padding = string.Concat(Enumerable.Repeat("wait ", length / 5));
            var text = padding[..Math.Max(0, length - hit.Length - 1)].TrimEnd() + " " + hit;

            chain.Decide(new FactSheet().Set(StandardFields.Body, text))[StandardOutcomes.Team].Should().Be("found", "the text has {0} characters", text.Length);
        }
    }
}
