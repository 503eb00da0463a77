using Automation.Desk.RuleBook;
using Automation.Rules.Fields;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Desk.Tests.RuleBook;

public sealed class RuleEditTests
{
    private static readonly NamedLists Lists = new(new Dictionary<string, NamedList> { ["words"] = new("words", null, ["urgent"]) });

    private static readonly RuleSet Set = RuleSetReader.Read(
        """
        {"name":"x","version":1,"hitPolicy":"first","rules":[
          {"name":"everything","description":"All shapes of values.","enabled":false,"from":"2027-01-31T08:00:00+01:00","until":"2027-02-28T18:00:00+01:00","when":{"all":[
            {"field":"subject","operator":"containsAnyWord","value":["printer","toner"]},
            {"field":"body","operator":"containsAllWords","value":"one"},
            {"field":"body","operator":"containsAnyWord","list":"words"},
            {"any":[{"field":"subject","operator":"matches","value":"INC-[0-9]{6}"},{"not":{"field":"sender.domain","operator":"isWithin","value":["contoso.example"]}}]},
            {"field":"attachment.count","operator":"isBetween","value":[1,3.5]},
            {"field":"attachment.count","operator":"isOneOf","value":[1]},
            {"field":"received.hour","operator":"isAtLeast","value":8},
            {"field":"received.time","operator":"isBetween","value":["17:30","08:00"]},
            {"field":"received.time","operator":"isBefore","value":"08:00"},
            {"field":"requester.vip","operator":"is","value":true},
            {"field":"importance","operator":"is","value":"high"},
            {"not":{"field":"requester.department","operator":"isEmpty"}}]},
           "then":{"team":"network","tags":["a","b"]}},
          {"name":"one","when":{"field":"subject","operator":"is","value":"x"},"then":{"team":"network"}},
          {"name":"not","when":{"not":{"field":"subject","operator":"is","value":"x"}},"then":{"ignore":"noise"}}]}
        """, "x", Lists);

    public static TheoryData<string> Names => [.. Set.Rules.Select(r => r.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_rule_that_is_opened_and_stored_is_the_same_rule(string name)
    {
        var rule = Set.Rules.Single(r => r.Name == name);

        var (read, problems) = RuleEdit.Of(rule).Read(Lists);

        problems.Should().BeEmpty();
        RuleSetWriter.Write(read!).Should().Be(RuleSetWriter.Write(rule));
    }

    [Fact]
    public void What_is_typed_wrong_is_told_in_the_words_of_the_file_reader()
    {
        RuleCheck.Of(ConditionEdit.Compare(StandardFields.Subject, Operator.Matches, "("), Lists).Should().NotBeNullOrEmpty();
        RuleCheck.Of(ConditionEdit.Compare(StandardFields.AttachmentCount, Operator.Is, "many"), Lists).Should().Contain("must be a number");
        RuleCheck.Of(ConditionEdit.Compare(StandardFields.SenderDomain, Operator.Is, "a@b"), Lists).Should().Contain("not a domain name");
        RuleCheck.Of(ConditionEdit.Compare(StandardFields.Subject, Operator.ContainsAnyWord), Lists).Should().Contain("empty list");
        RuleCheck.Of(ConditionEdit.Compare(StandardFields.Subject, Operator.ContainsAnyWord, "printer"), Lists).Should().BeNull();
        RuleCheck.Of(new OutcomeEdit(StandardOutcomes.Priority, ["P9"])).Should().Contain("P1");
        RuleCheck.Of(new OutcomeEdit(StandardOutcomes.Team, ["network"])).Should().BeNull();
    }

    [Fact]
    public void Another_field_keeps_what_fits_and_drops_what_does_not()
    {
        var edit = ConditionEdit.Compare(StandardFields.Subject, Operator.ContainsAnyWord, "high", "printer");
        edit.Choose(StandardFields.Body);
        (edit.Operator, string.Join(' ', edit.Texts)).Should().Be((Operator.ContainsAnyWord, "high printer"));

        edit.Choose(StandardFields.Importance);
        (edit.Operator, string.Join(' ', edit.Texts)).Should().Be((Operator.Is, "high"));

        edit.Choose(StandardFields.RequesterVip);
        (edit.Operator, string.Join(' ', edit.Texts)).Should().Be((Operator.Is, "true"));
        RuleCheck.Of(edit, Lists).Should().BeNull();
    }

    [Fact]
    public void A_correction_becomes_a_rule_on_the_words_that_tell_something()
    {
        var facts = new Stages.RuleBook.MailFacts(new FactSheet(), "Please help: the SAP projector in room 4 stays dark", "", "", "Ann.Lee@Partner.example", "Ann");

        var edit = RuleProposals.From(facts, StandardOutcomes.Team, "facilities", Set, ["helpdesk@contoso.example"]);

        var (rule, problems) = edit.Read(Lists);
        problems.Should().BeEmpty();
        Automation.Rules.Comparison.RuleText.Of(rule!.When).Should().Be("subject contains one of the words \"sap\", \"projector\", \"stays\", \"room\" and sender's domain is \"partner.example\"");
        rule.Then.Single().Values.Should().Equal("facilities");
        rule.Name.Should().Be("sap-projector-to-facilities");
    }

    [Theory]
    [InlineData("SAP projector in room 4 stays dark", "subject contains all the words \"sap\", \"projector\"")]
    [InlineData("Help", "sender's address is \"ann.lee@eu.contoso.example\"")]
    public void The_companys_own_domain_is_no_condition_and_its_words_must_all_be_there(string subject, string when)
    {
        var facts = new Stages.RuleBook.MailFacts(new FactSheet(), subject, "", "", "Ann.Lee@eu.contoso.example", "Ann");

        var edit = RuleProposals.From(facts, StandardOutcomes.Team, "facilities", Set, ["facilities@partner.example", "helpdesk@Contoso.example"]);

        Automation.Rules.Comparison.RuleText.Of(edit.Read(Lists).Rule!.When).Should().Be(when);
    }
}
