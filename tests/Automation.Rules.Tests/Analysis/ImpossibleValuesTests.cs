using Automation.Rules.Analysis;
using Automation.Rules.Fields;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using static Automation.Rules.Tests.Evaluation.RuleWriting;

namespace Automation.Rules.Tests.Analysis;

public sealed class ImpossibleValuesTests
{
    [Theory]
    [InlineData("language", Operator.Is, "German", "\"language\" is a code of two letters such as en or de, never \"German\": write \"de\".")]
    [InlineData("language", Operator.IsOneOf, "de-AT", "\"language\" is a code of two letters such as en or de, never \"de-AT\": write \"de\".")]
    [InlineData("language", Operator.StartsWith, "deutsch", "\"language\" is a code of two letters such as en or de, never \"deutsch\": write \"de\".")]
    [InlineData("language", Operator.Is, "de", null)]
    [InlineData("language", Operator.Is, "EN", null)]
    [InlineData("language", Operator.StartsWith, "d", null)]
    [InlineData("received.weekday", Operator.StartsWith, "mo", null)]
    [InlineData("received.weekday", Operator.StartsWith, "week", "\"weekday it came\" can only be monday, tuesday, wednesday, thursday, friday, saturday, sunday; none begins with \"week\".")]
    [InlineData("importance", Operator.StartsWith, "urgent", "\"importance\" can only be low, normal, high; none begins with \"urgent\".")]
    [InlineData("attachment.types", Operator.Is, "pdf", "\"types of attachments\" are media types such as application/pdf or image/png, never \"pdf\". To ask for the end of a file's name use \"names of attachments\".")]
    [InlineData("attachment.types", Operator.StartsWith, "image", null)]
    [InlineData("subject", Operator.Is, "German", null)]
    public void A_text_that_never_comes_is_told_with_what_may_come(string field, Operator op, string text, string? reason) =>
        ImpossibleValues.Reason(StandardFields.Find(field)!, op, text).Should().Be(reason);

    [Theory]
    [InlineData("received.hour", Operator.Is, 24, "\"hour it came\" is a whole number from 0 to 23; it is never 24.")]
    [InlineData("received.hour", Operator.IsAtLeast, 24, "\"hour it came\" is a whole number from 0 to 23; it is never at least 24.")]
    [InlineData("received.hour", Operator.IsMoreThan, 23, "\"hour it came\" is a whole number from 0 to 23; it is never more than 23.")]
    [InlineData("received.hour", Operator.IsLessThan, 0, "\"hour it came\" is a whole number from 0 to 23; it is never less than 0.")]
    [InlineData("received.hour", Operator.Is, 8.5, "\"hour it came\" is a whole number from 0 to 23; it is never 8.5.")]
    [InlineData("received.hour", Operator.IsLessThan, 24, null)]
    [InlineData("received.hour", Operator.IsAtMost, 0, null)]
    [InlineData("attachment.count", Operator.Is, -1, "\"number of attachments\" is a whole number from 0 on; it is never -1.")]
    [InlineData("attachment.count", Operator.IsAtLeast, 100, null)]
    public void A_number_that_never_comes_is_told_with_what_may_come(string field, Operator op, double number, string? reason) =>
        ImpossibleValues.Reason(StandardFields.Find(field)!, op, number).Should().Be(reason);

    [Fact]
    public void Addresses_and_domains_that_no_mail_can_have_are_found_in_named_lists()
    {
        var lists = new NamedLists(new Dictionary<string, NamedList>
        {
            ["bosses"] = new("bosses", null, ["ann@contoso.example", "Bob <bob@contoso.example>"]),
            ["partners"] = new("partners", null, ["x.example", "https://y.example"]),
        });
        var set = Set(
            HitPolicy.First,
            Rule("boss", new FieldCondition(StandardFields.SenderAddress, Operator.IsOneOf, new ListValue("bosses")), StandardOutcomes.Team, "one"),
            Rule("partner", new FieldCondition(StandardFields.SenderDomain, Operator.IsWithin, new ListValue("partners")), StandardOutcomes.Team, "two"));

        var found = RuleAnalysis.Analyse([set], lists).Where(f => f.Kind == FindingKind.ImpossibleValue).ToList();

        found.Select(f => (f.Rule, f.Reason)).Should().Equal(
            ("boss", "\"Bob <bob@contoso.example>\" is not a mail address: write bob@contoso.example, without name and angle brackets."),
            ("partner", "\"https://y.example\" is not a domain name: write y.example, without protocol, path, at sign or blank."));
        RuleSetReader.Read(RuleSetWriter.Write(set), "demo.json", lists).Rules.Should().HaveCount(2, "a list of thousands may have one such entry");
    }

    [Fact]
    public void They_are_found_in_rules_deep_down_and_in_named_lists()
    {
        var lists = new NamedLists(new Dictionary<string, NamedList> { ["languages"] = new("languages", null, ["de", "French"]) });
        var set = Set(
            HitPolicy.First,
            Rule("deep", new AllOf([new Not(new AnyOf([Where(StandardFields.Language, Operator.IsOneOf, "de", "German")])), Where(StandardFields.ReceivedHour, Operator.IsBetween, 18, 24)]), StandardOutcomes.Team, "one"),
            Rule("listed", new FieldCondition(StandardFields.Language, Operator.IsOneOf, new ListValue("languages")), StandardOutcomes.Team, "two"));

        var found = RuleAnalysis.Analyse([set], lists).Where(f => f.Kind == FindingKind.ImpossibleValue);

        found.Select(f => (f.Rule, f.Reason.Contains("German") || f.Reason.Contains("24") || f.Reason.Contains("French"))).Should().Equal(("deep", true), ("deep", true), ("listed", true));
    }
}
