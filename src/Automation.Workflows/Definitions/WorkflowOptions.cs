using System.Text.Json;

namespace Automation.Workflows.Definitions;

/// <summary>How a workflow is started, used and stopped; the <c>options</c> of its JSON.</summary>
/// <param name="UsableAsActivity">Other workflows may contain it as an activity.</param>
/// <param name="ActivationStrategy">When a new instance may start beside running ones.</param>
/// <param name="ContinueAfterIncident">A failing activity stops only its own branch; otherwise it stops the instance.</param>
/// <param name="ActivityCategory">Where the designer lists it when it is usable as an activity.</param>
public sealed record WorkflowOptions(
    bool UsableAsActivity,
    ActivationStrategy ActivationStrategy,
    bool ContinueAfterIncident,
    string? ActivityCategory)
{
    internal static WorkflowOptions Read(JsonElement definition)
    {
        var options = definition.Object("options") ?? default;
        return new WorkflowOptions(
            options.Flag("usableAsActivity") ?? false,
            Strategy(options.Text("activationStrategyType")),
            options.Text("incidentStrategyType")?.Contains("ContinueWithIncidents", StringComparison.Ordinal) ?? false,
            options.Text("activityCategory"));
    }

    /// <summary>Short names of the strategies that <see cref="ActivationStrategy"/> stands for.</summary>
    internal static IReadOnlyList<string> ActivationStrategies { get; } = ["AllowAlwaysStrategy", "SingletonStrategy", "CorrelationStrategy", "CorrelatedSingletonStrategy"];

    /// <summary>Short names of what can be done about a failing activity.</summary>
    internal static IReadOnlyList<string> IncidentStrategies { get; } = ["FaultStrategy", "ContinueWithIncidentsStrategy"];

    // Elsa writes the CLR name of a strategy, such as "Elsa.Workflows.ActivationValidators.SingletonStrategy, Elsa.Workflows.Core".
    internal static string ShortName(string? typeName) => typeName?.Split(',')[0].Split('.')[^1].Trim() ?? "";

    private static ActivationStrategy Strategy(string? typeName)
    {
        return ShortName(typeName) switch
        {
            "SingletonStrategy" => ActivationStrategy.Singleton,
            "CorrelationStrategy" => ActivationStrategy.Correlation,
            "CorrelatedSingletonStrategy" => ActivationStrategy.CorrelatedSingleton,
            _ => ActivationStrategy.Always
        };
    }
}

/// <summary>When a new instance of a workflow may start.</summary>
public enum ActivationStrategy
{
    /// <summary>Whenever asked.</summary>
    Always,

    /// <summary>Only while no instance of the workflow is running.</summary>
    Singleton,

    /// <summary>Only while no instance of any workflow is running with the same correlation id.</summary>
    Correlation,

    /// <summary>Only while no instance of the workflow is running with the same correlation id.</summary>
    CorrelatedSingleton
}
