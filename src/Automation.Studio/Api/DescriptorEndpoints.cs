using Automation.Storage.Workflows;
using Automation.Studio.Wire;
using Automation.Workflows.Activities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Automation.Studio.Api;

/// <summary>What there is to build workflows from: activities, expression languages, types, strategies. Only what the engine really does.</summary>
internal static class DescriptorEndpoints
{
    // Every language the engine evaluates; Studio offers the browsable ones in an input's menu.
    private static readonly object[] Languages =
    [
        Language("Literal", false, null), Language("Object", false, "json"), Language("Json", false, "json"),
        Language("Variable", true, null), Language("Input", true, null), Language("JavaScript", true, "javascript"), Language("Liquid", true, "liquid"),
    ];

    private static readonly object[] VariableTypes =
    [
        Type("Object", "Object", "Primitives", "Any value."), Type("String", "Text", "Primitives", "Letters and digits."), Type("Boolean", "Yes or no", "Primitives", "True or false."),
        Type("Int32", "Whole number", "Primitives", "A whole number."), Type("Long", "Large whole number", "Primitives", "A whole number of up to 64 bits."),
        Type("Double", "Number", "Primitives", "A number with a fraction."), Type("Decimal", "Decimal", "Primitives", "A number with a fraction, as for money."), Type("Guid", "Guid", "Primitives", "A unique id."),
        Type("DateTime", "Date and time", "Primitives", "A moment."), Type("DateTimeOffset", "Date and time with zone", "Primitives", "A moment with its offset from UTC."), Type("TimeSpan", "Duration", "Primitives", "A length of time."),
        Type("ObjectDictionary", "Named values", "Lookups", "Values by name."), Type("StringDictionary", "Named texts", "Lookups", "Texts by name."), Type("JSON", "JSON", "Dynamic", "A JSON value."), Type("JsonObject", "JSON object", "Dynamic", "A JSON object."),
    ];

    private static readonly object[] Activation =
    [
        Strategy("Always", "A new instance starts whenever it is asked for.", "Elsa.Workflows.ActivationValidators.AllowAlwaysStrategy, Elsa.Workflows.Core"),
        Strategy("Correlated singleton", "Only while no instance of this workflow runs for the same correlation id.", "Elsa.Workflows.Runtime.ActivationValidators.CorrelatedSingletonStrategy, Elsa.Workflows.Runtime"),
        Strategy("Correlation", "Only while no instance of any workflow runs for the same correlation id.", "Elsa.Workflows.Runtime.ActivationValidators.CorrelationStrategy, Elsa.Workflows.Runtime"),
        Strategy("Singleton", "Only while no instance of this workflow runs.", "Elsa.Workflows.Runtime.ActivationValidators.SingletonStrategy, Elsa.Workflows.Runtime"),
    ];

    private static readonly object[] Incidents =
    [
        Strategy("Continue with incidents", "A failing activity stops only its own branch.", "ContinueWithIncidentsStrategy"),
        Strategy("Fault", "A failing activity stops the instance.", "FaultStrategy"),
    ];

    // Studio hides what is not named.
    private static readonly string[] Features = ["Elsa.RealTimeWorkflowUpdates", "Elsa.WorkflowManagement", "Elsa.WorkflowDefinitions", "Elsa.WorkflowInstances", "Elsa.WorkflowRuntime", "Elsa.Scheduling", "Elsa.JavaScript", "Elsa.Liquid", "Elsa.WorkflowsApi", "Elsa.Http", "Elsa.Alterations"];

    public static void MapDescriptors(this IEndpointRouteBuilder api)
    {
        api.MapGet("descriptors/activities", async (ActivityRegistry registry, DropDowns choices, DefinitionQueries definitions, CancellationToken token) =>
        {
            var all = registry.Descriptors.Concat((await definitions.UsableAsActivityAsync(token)).Select(ActivityDescriptor.Of)).Select(d => ActivityJson.Of(d, choices.Of)).ToList();
            return Results.Ok(new { Items = all, all.Count });
        });
        Fixed(api, "descriptors/expression-descriptors", Languages);
        Fixed(api, "descriptors/variables", VariableTypes);
        Fixed(api, "descriptors/workflow-activation-strategies", Activation);
        Fixed(api, "descriptors/incident-strategies", Incidents);
        Fixed(api, "descriptors/log-persistence-strategies", []);
        Fixed(api, "descriptors/commit-strategies/workflows", []);
        Fixed(api, "descriptors/commit-strategies/activities", []);
        Fixed(api, "descriptors/output-converters", []);
        Fixed(api, "descriptors/storage-drivers", [new { TypeName = "Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core", DisplayName = "Workflow instance", Priority = 5, Deprecated = false }]);
        Fixed(api, "resilience/strategies", []);
        api.MapGet("resilience/retries/{id}", () => Results.Ok(new { Items = Array.Empty<object>(), TotalCount = 0, Links = Array.Empty<object>() }));
        Fixed(api, "features/installed", [.. Features.Select(Feature)]);
        api.MapGet("features/installed/{name}", (string name) => Features.Contains(name) ? Results.Ok(Feature(name)) : Results.NotFound());
        api.MapGet("package/version", () => Results.Ok(new { PackageVersion = "3.8.0" }));
    }

    private static void Fixed(IEndpointRouteBuilder api, string path, object[] items) => api.MapGet(path, () => Results.Ok(new { Items = items, Count = items.Length, TotalCount = items.Length }));

    private static object Language(string type, bool browsable, string? editor) => new
    {
        Type = type,
        DisplayName = type,
        IsSerializable = true,
        IsBrowsable = browsable,
        Properties = editor is null ? [] : new Dictionary<string, string> { ["MonacoLanguage"] = editor },
    };

    private static object Type(string typeName, string displayName, string category, string description) => new { TypeName = typeName, DisplayName = displayName, Category = category, Description = description };

    private static object Strategy(string displayName, string description, string typeName) => new { DisplayName = displayName, Description = description, TypeName = typeName };

    private static object Feature(string name) => new { Name = name[5..], Namespace = "Elsa", FullName = name, DisplayName = name[5..], Description = "" };
}
