using System.Text.Json.Nodes;
using Automation.Workflows.Tests.Support;

namespace Automation.Workflows.Tests.Validation;

public sealed class Settings_of_a_workflow : Checking
{
    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void A_workflow_without_a_name_is_refused(string name) =>
        ShouldBeRefused(Problems(Json.Line("L"), more: new() { ["name"] = name }), "no-workflow-name", "has no name");

    [Fact]
    public void A_name_that_no_list_can_show_is_refused()
    {
        ShouldBeRefused(Problems(Json.Line("L"), more: new() { ["name"] = new string('x', 201) }), "long-workflow-name", "201", "200", "description");
        Problems(Json.Line("L"), more: new() { ["name"] = new string('x', 200) }).Should().BeEmpty();
    }

    [Theory]
    [InlineData("Nope")]
    [InlineData("Elsa.Workflows.ActivationValidators.SingeltonStrategy, Elsa.Workflows.Core")]
    public void An_activation_strategy_there_is_none_of_is_refused_with_those_there_are(string strategy) => ShouldBeRefused(
        Problems(Json.Line("L"), more: new() { ["options"] = new JsonObject { ["activationStrategyType"] = strategy } }), "unknown-activation",
        $"'{strategy}'", "AllowAlwaysStrategy", "SingletonStrategy", "CorrelationStrategy", "CorrelatedSingletonStrategy");

    [Fact]
    public void So_is_an_incident_strategy() => ShouldBeRefused(
        Problems(Json.Line("L"), more: new() { ["options"] = new JsonObject { ["incidentStrategyType"] = "Shrug" } }), "unknown-incident-strategy", "'Shrug'", "FaultStrategy", "ContinueWithIncidentsStrategy");

    [Theory]
    [InlineData("Elsa.Workflows.ActivationValidators.AllowAlwaysStrategy, Elsa.Workflows.Core", "FaultStrategy")]
    [InlineData("Elsa.Workflows.Runtime.ActivationValidators.CorrelationStrategy, Elsa.Workflows.Runtime", "Elsa.Workflows.IncidentStrategies.ContinueWithIncidentsStrategy, Elsa.Workflows.Core")]
    [InlineData("", null)]
    [InlineData(null, "")]
    public void Strategies_there_are_are_right(string? activation, string? incidents) =>
        Problems(Json.Line("L"), more: new() { ["options"] = new JsonObject { ["activationStrategyType"] = activation, ["incidentStrategyType"] = incidents } }).Should().BeEmpty();
}
