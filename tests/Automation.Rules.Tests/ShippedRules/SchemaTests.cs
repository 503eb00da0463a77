using System.Text.Json;
using Automation.Rules.Files;

namespace Automation.Rules.Tests.ShippedRules;

public sealed class SchemaTests
{
    // AUTOMATION_WRITE_SCHEMAS=1 writes the files anew after a change of fields, operators or outcomes.
    private static readonly bool WritesFiles = Environment.GetEnvironmentVariable("AUTOMATION_WRITE_SCHEMAS") == "1";

    [Theory]
    [InlineData("rule-set.schema.json")]
    [InlineData("named-lists.schema.json")]
    [InlineData("categories.schema.json")]
    public void The_schema_in_the_rules_folder_says_what_the_registries_say(string file)
    {
        var expected = file.Split('.')[0] switch
        {
            "rule-set" => RuleSetSchema.ForRuleSets(),
            "named-lists" => RuleSetSchema.ForNamedLists(),
            _ => RuleSetSchema.ForCategories(),
        };
        var path = Path.Combine(RulesDirectory.Path, file);
        if (WritesFiles)
            File.WriteAllText(path, expected);

        File.ReadAllText(path).Should().Be(expected, "the schema is written anew with AUTOMATION_WRITE_SCHEMAS=1");
        JsonDocument.Parse(expected).RootElement.GetProperty("$schema").GetString().Should().Contain("2020-12");
    }
}
