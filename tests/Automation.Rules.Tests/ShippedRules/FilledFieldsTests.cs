using System.Reflection;
using Automation.Rules.Fields;

namespace Automation.Rules.Tests.ShippedRules;

/// <summary>A field that rules may ask for and nobody fills would make a rule that silently never holds.</summary>
public sealed class FilledFieldsTests
{
    public static TheoryData<string> Fields =>
        [.. typeof(StandardFields).GetFields(BindingFlags.Public | BindingFlags.Static).Where(one => one.FieldType == typeof(Field)).Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Fields))]
    public void Every_field_is_filled_from_a_mail(string field)
    {
        var source = Path.Combine(RulesDirectory.Path, "..", "src", "Automation.Stages", "Log", "RuleFacts.cs");
        File.ReadAllText(source).Should().MatchRegex($@"\.Set\(StandardFields\.{field},");
    }
}
