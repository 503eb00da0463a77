using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using static Automation.Rules.Tests.Evaluation.RuleWriting;

namespace Automation.Rules.Tests.Evaluation;

public sealed class OperatorTests
{
    [Theory]
    // Whole words, without case and accents.
    [InlineData("Der DRUCKER streikt", "drucker", true, true)]
    [InlineData("Netzwerkdrucker defekt", "drucker", false, true)]
    [InlineData("printers", "printer", false, true)]
    [InlineData("(printer)", "printer", true, true)]
    [InlineData("printer_3.pdf", "printer", true, true)]
    [InlineData("Café geschlossen", "cafe", true, true)]
    [InlineData("Cafe\u0301 geschlossen", "café", true, true)]
    [InlineData("RESUME", "résumé", true, true)]
    // Sharp s and Turkish i.
    [InlineData("STRASSE gesperrt", "straße", true, true)]
    [InlineData("Straße gesperrt", "STRASSE", true, true)]
    [InlineData("İSTANBUL ofisi", "istanbul", true, true)]
    [InlineData("ISTANBUL OFISI", "ıstanbul", true, true)]
    // Scripts without spaces.
    [InlineData("新しいプリンターが壊れた", "プリンター", true, true)]
    [InlineData("打印机坏了", "打印机", true, true)]
    [InlineData("프린터가 고장났어요", "프린터", true, true)]
    [InlineData("ﾌﾟﾘﾝﾀｰ", "プリンター", true, true)]
    // Emoji are no letters.
    [InlineData("help🔥now", "help", true, true)]
    [InlineData("all 🔥🔥", "🔥", true, true)]
    // Phrases cross line breaks and other blanks; invisible characters do not hide a word.
    [InlineData("I cannot\r\n   log\u00a0in", "cannot log in", true, true)]
    [InlineData("pass\u00adword", "password", true, true)]
    [InlineData("don\u2019t work", "don't work", true, true)]
    [InlineData("ﬁle share", "file", true, true)]
    [InlineData("C++ compiler", "c++", true, true)]
    [InlineData("nothing", "printer", false, false)]
    public void Words_and_fragments_are_found(string text, string keyword, bool asWord, bool asFragment)
    {
        var facts = new FactSheet().Set(StandardFields.Subject, text);

        Holds(Where(StandardFields.Subject, Operator.ContainsAnyWord, keyword), facts).Should().Be(asWord);
        Holds(Where(StandardFields.Subject, Operator.ContainsAnyFragment, keyword), facts).Should().Be(asFragment);
    }

    [Theory]
    [InlineData(Operator.ContainsAllWords, "vpn", "home", true)]
    [InlineData(Operator.ContainsAllWords, "vpn", "office", false)]
    [InlineData(Operator.ContainsAllWords, "vpn", "VPN", true)]
    [InlineData(Operator.ContainsAllFragments, "vp", "ome", true)]
    [InlineData(Operator.ContainsAnyWord, "office", "home", true)]
    [InlineData(Operator.StartsWith, "the", "a", true)]
    [InlineData(Operator.StartsWith, "vpn", "a", false)]
    [InlineData(Operator.EndsWith, "HOME", "a", true)]
    [InlineData(Operator.EndsWith, "vpn", "a", false)]
    [InlineData(Operator.IsOneOf, "the vpn from home", "a", true)]
    [InlineData(Operator.IsOneOf, "the vpn", "a", false)]
    public void Operators_on_text_do_what_they_say(Operator op, string first, string second, bool expected) =>
        Holds(Where(StandardFields.Subject, op, first, second), new FactSheet().Set(StandardFields.Subject, " The VPN  from Home ")).Should().Be(expected);

    [Theory]
    [InlineData("ticket #12345", @"#\d{5}\b", true)]
    [InlineData("INVOICE 77", @"invoice \d+", true)]
    [InlineData("invoice x", @"invoice \d+", false)]
    [InlineData("no", "^$", false)]
    [InlineData("STÖRUNG", "störung", true)]
    [InlineData("Störung", "storung", false)]
    [InlineData("Störung", "st[oö]rung", true)]
    public void A_pattern_matches_the_original_text_without_case_and_with_its_accents(string text, string pattern, bool expected) =>
        Holds(Where(StandardFields.Subject, Operator.Matches, pattern), new FactSheet().Set(StandardFields.Subject, text)).Should().Be(expected);

    [Theory]
    [InlineData("contoso.example", true)]
    [InlineData("Mail.Contoso.Example", true)]
    [InlineData("notcontoso.example", false)]
    [InlineData("contoso.example.evil.example", false)]
    [InlineData("example", false)]
    public void A_domain_is_within_another_when_it_is_that_or_below_it(string domain, bool expected) =>
        Holds(Where(StandardFields.SenderDomain, Operator.IsWithin, "contoso.example"), new FactSheet().Set(StandardFields.SenderDomain, domain)).Should().Be(expected);

    [Fact]
    public void An_address_is_compared_without_case_but_with_accents()
    {
        var facts = new FactSheet().Set(StandardFields.SenderAddress, "José@Contoso.example");

        Holds(Where(StandardFields.SenderAddress, Operator.Is, "josé@contoso.example"), facts).Should().BeTrue();
        Holds(Where(StandardFields.SenderAddress, Operator.Is, "jose@contoso.example"), facts).Should().BeFalse();
    }

    [Fact]
    public void One_of_several_values_is_enough_unless_all_are_asked_for()
    {
        var facts = new FactSheet().Set(StandardFields.RequesterTags, ["Board", "Munich"]);

        Holds(Where(StandardFields.RequesterTags, Operator.Is, "munich"), facts).Should().BeTrue();
        Holds(Where(StandardFields.RequesterTags, Operator.HasAllOf, "munich", "board"), facts).Should().BeTrue();
        Holds(Where(StandardFields.RequesterTags, Operator.HasAllOf, "munich", "berlin"), facts).Should().BeFalse();
    }

    [Fact]
    public void A_word_is_not_found_across_two_values() =>
        Holds(Where(StandardFields.AttachmentNames, Operator.ContainsAnyWord, "error log"), new FactSheet().Set(StandardFields.AttachmentNames, ["error", "log"])).Should().BeFalse();

    [Theory]
    [InlineData(Operator.Is, 14, 0, true)]
    [InlineData(Operator.IsAtLeast, 14, 0, true)]
    [InlineData(Operator.IsMoreThan, 14, 0, false)]
    [InlineData(Operator.IsAtMost, 14, 0, true)]
    [InlineData(Operator.IsLessThan, 14, 0, false)]
    [InlineData(Operator.IsBetween, 10, 14, true)]
    [InlineData(Operator.IsBetween, 15, 16, false)]
    [InlineData(Operator.IsOneOf, 13, 14, true)]
    public void Numbers_are_compared(Operator op, double first, double second, bool expected) =>
        Holds(Where(StandardFields.ReceivedHour, op, first, second), new FactSheet().Set(StandardFields.ReceivedHour, 14)).Should().Be(expected);

    [Fact]
    public void A_number_that_is_not_known_is_neither_more_nor_less()
    {
        Holds(Where(StandardFields.ReceivedHour, Operator.IsAtLeast, 0d), new FactSheet()).Should().BeFalse();
        Holds(Where(StandardFields.ReceivedHour, Operator.IsLessThan, 24d), new FactSheet()).Should().BeFalse();
        Holds(new FieldCondition(StandardFields.ReceivedHour, Operator.IsEmpty, ConditionValue.None), new FactSheet()).Should().BeTrue();
    }

    [Theory]
    [InlineData(23, 0, true)]
    [InlineData(5, 59, true)]
    [InlineData(6, 0, false)]
    [InlineData(12, 0, false)]
    public void A_range_of_times_may_pass_midnight(int hour, int minute, bool expected)
    {
        var night = new FieldCondition(StandardFields.ReceivedTime, Operator.IsBetween, new TimeValue([new TimeOnly(22, 0), new TimeOnly(6, 0)]));

        Holds(night, new FactSheet().Set(StandardFields.ReceivedTime, new TimeOnly(hour, minute))).Should().Be(expected);
    }

    [Fact]
    public void A_flag_that_nobody_set_is_false_and_empty()
    {
        Holds(Where(StandardFields.RequesterVip, false), new FactSheet()).Should().BeTrue();
        Holds(Where(StandardFields.RequesterVip, true), new FactSheet()).Should().BeFalse();
        Holds(new FieldCondition(StandardFields.RequesterVip, Operator.IsEmpty, ConditionValue.None), new FactSheet()).Should().BeTrue();
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(" \t\r\n", true)]
    [InlineData("x", false)]
    public void Blank_text_is_empty(string? text, bool expected) =>
        Holds(new FieldCondition(StandardFields.Subject, Operator.IsEmpty, ConditionValue.None), new FactSheet().Set(StandardFields.Subject, text)).Should().Be(expected);

    [Fact]
    public void A_value_of_the_wrong_kind_is_refused_when_the_facts_are_filled()
    {
        var facts = new FactSheet();
        Action[] wrong =
        [
            () => facts.Set(StandardFields.Subject, 3),
            () => facts.Set(StandardFields.ReceivedHour, "3"),
            () => facts.Set(StandardFields.Subject, ["a", "b"]),
            () => facts.Set(StandardFields.ReceivedHour, double.NaN),
        ];

        wrong.Should().AllSatisfy(act => act.Should().Throw<ArgumentException>());
    }
}
