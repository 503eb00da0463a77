using System.Text.Json;
using Automation.Workflows.Definitions;

namespace Automation.Workflows.Validation;

/// <summary>The name and the options of a workflow.</summary>
internal static class SettingChecks
{
    /// <summary>More letters than any list or drop-down shows.</summary>
    public const int LongestName = 200;

    public static IEnumerable<DefinitionProblem> Of(WorkflowDefinition definition)
    {
        if (string.IsNullOrWhiteSpace(definition.Name))
            yield return DefinitionProblem.Error("no-workflow-name", "The workflow has no name. Give it one by which people find it.", "$.name");
        else if (definition.Name.Length > LongestName)
            yield return DefinitionProblem.Error("long-workflow-name", $"The name of the workflow has {definition.Name.Length} characters; {LongestName} are allowed. Put the rest into its description.", "$.name");

        var options = definition.Json.Object("options") ?? default;
        if (Unknown(options, "activationStrategyType", WorkflowOptions.ActivationStrategies) is { } activation)
            yield return DefinitionProblem.Error("unknown-activation", $"There is no activation strategy '{activation}'. There are: {string.Join(", ", WorkflowOptions.ActivationStrategies)}.", "$.options.activationStrategyType");
        if (Unknown(options, "incidentStrategyType", WorkflowOptions.IncidentStrategies) is { } incident)
            yield return DefinitionProblem.Error("unknown-incident-strategy", $"There is no incident strategy '{incident}'. There are: {string.Join(", ", WorkflowOptions.IncidentStrategies)}.", "$.options.incidentStrategyType");
    }

    private static string? Unknown(JsonElement options, string setting, IReadOnlyList<string> known) => options.Property(setting) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text when text.GetString() is "" => null,
        { ValueKind: JsonValueKind.String } text => known.Contains(WorkflowOptions.ShortName(text.GetString())) ? null : text.GetString(),
        { } other => other.GetRawText()
    };
}
