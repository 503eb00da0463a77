using Automation.Rules.Fields;
using Automation.Rules.Model;

namespace Automation.Rules.Tests.ShippedRules;

public sealed class LabelTests
{
    [Fact]
    public void Every_field_and_every_outcome_has_a_label_of_its_own() =>
        (StandardFields.All.Where(f => f.Decides is null).Select(f => f.Label), StandardOutcomes.All.Select(o => o.Label)).Should().Match<(IEnumerable<string> Fields, IEnumerable<string> Outcomes)>(
            labels => labels.Fields.Distinct().Count() == labels.Fields.Count() && labels.Outcomes.Distinct().Count() == labels.Outcomes.Count() && labels.Fields.Concat(labels.Outcomes).All(label => label.Length > 0 && !label.Contains('.')));

    [Fact]
    public void What_was_decided_is_told_from_what_is_known_of_the_mail() =>
        StandardFields.Decided(StandardOutcomes.LineOfBusiness).Label.Should().Be("decided line of business");
}
