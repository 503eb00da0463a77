using Automation.Rules.Comparison;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Tests.Comparison;

public sealed class RuleTextTests
{
    public static IEnumerable<object[]> EveryComparison() =>
        from known in StandardFields.All
        from op in OperatorCatalogue.For(known)
        select new object[] { known.Name, op.Name() };

    [Theory]
    [MemberData(nameof(EveryComparison))]
    public void Every_comparison_is_told_in_words_and_without_the_names_of_rule_files(string fieldName, string operatorName)
    {
        var (field, op) = (StandardFields.Find(fieldName)!, OperatorCatalogue.Find(operatorName)!.Value);

        var text = RuleText.Of(new FieldCondition(field, op, ConditionValue.None));

        text.Should().StartWith(field.Label).And.NotContain(".").And.NotMatchRegex("[a-z][A-Z]", "names in camel case are for files");
        RuleText.Of(op).Should().NotMatchRegex("[A-Z]");
    }

    [Fact]
    public void Fields_are_called_differently_from_one_another() =>
        StandardFields.All.Select(field => field.Label).Should().OnlyHaveUniqueItems("the page shows nothing else");

    [Fact]
    public void A_flag_is_its_label_with_yes_or_no()
    {
        var vip = new FieldCondition(StandardFields.RequesterVip, Operator.Is, new FlagValue(true));
        var atWork = new FieldCondition(StandardFields.WithinBusinessHours, Operator.Is, new FlagValue(false));
        var unknown = new FieldCondition(StandardFields.RequesterVip, Operator.IsEmpty, ConditionValue.None);

        RuleText.Of(new AllOf([vip, atWork])).Should().Be("requester is a VIP: yes and came within business hours: no");
        RuleText.Of(unknown).Should().Be("requester is a VIP: not known");
        RuleText.Of(new Not(unknown)).Should().Be("requester is a VIP: known");
    }

    [Fact]
    public void A_list_reads_after_what_is_asked_of_it() =>
        RuleText.Of(new FieldCondition(StandardFields.Body, Operator.ContainsAnyWord, new ListValue("outage-words"))).Should().Be("new text contains one of the words of the list \"outage-words\"");
}
