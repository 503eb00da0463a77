using Automation.Workflows.Comparison;
using Automation.Workflows.Definitions;

namespace Automation.Workflows.Tests.Definitions;

public sealed class Comparing_definitions
{
    private static readonly WorkflowDefinition Before = WorkflowDefinition.Parse("""
        {
          "id": "a", "definitionId": "w", "name": "W", "version": 1, "isLatest": true, "description": "Old.",
          "variables": [{ "id": "1", "name": "Count", "typeName": "Int32", "value": "1" }, { "id": "2", "name": "Gone", "typeName": "String" }],
          "options": { "autoUpdateConsumingWorkflows": false },
          "root": { "type": "Elsa.Flowchart", "id": "Flow", "version": 1, "activities": [
            { "type": "Elsa.WriteLine", "id": "A", "version": 1, "text": { "typeName": "String", "expression": { "type": "Literal", "value": "hello" } }, "metadata": { "designer": { "position": { "x": 0 } } } },
            { "type": "Elsa.WriteLine", "id": "B", "version": 1, "metadata": { "displayText": "Say B", "designer": { "position": { "x": 0 } } } },
            { "type": "Elsa.Event", "id": "C", "version": 1 } ],
          "connections": [{ "source": { "activity": "A", "port": "Done" }, "target": { "activity": "B", "port": "In" } }, { "source": { "activity": "B", "port": "Done" }, "target": { "activity": "C", "port": "In" } }] }
        }
        """);

    [Fact]
    public void What_is_written_otherwise_and_means_the_same_is_no_difference()
    {
        var same = WorkflowDefinition.Parse(Before.Write()
            .Replace("\"id\":\"a\"", "\"id\":\"b\"", StringComparison.Ordinal).Replace("\"version\":1,\"isLatest\":true", "\"version\":7,\"isLatest\":false", StringComparison.Ordinal)
            .Replace("\"options\":", "\"outcomes\":[],\"customProperties\":{},\"isReadonly\":false,\"options\":", StringComparison.Ordinal)
            .Replace("\"id\":\"C\",", "\"id\":\"C\",\"nodeId\":\"Workflow1:Flow:C\",\"customProperties\":{\"canStartWorkflow\":false},\"result\":null,", StringComparison.Ordinal));
        DefinitionComparison.Compare(Before, same).IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void Every_difference_is_told_by_the_names_people_see()
    {
        var after = WorkflowDefinition.Parse("""
            {
              "id": "b", "definitionId": "w", "name": "W", "version": 2, "description": "New.",
              "variables": [{ "id": "1", "name": "Count", "typeName": "Int32", "value": "2" }],
              "options": { "autoUpdateConsumingWorkflows": true },
              "root": { "type": "Elsa.Flowchart", "id": "Flow", "version": 1, "activities": [
                { "type": "Elsa.WriteLine", "id": "A", "version": 1, "text": { "typeName": "String", "expression": { "type": "JavaScript", "value": "1 + 1" } }, "metadata": { "designer": { "position": { "x": 9 } } } },
                { "type": "Elsa.WriteLine", "id": "B", "version": 1, "metadata": { "displayText": "Say B", "designer": { "position": { "x": 9 } } } },
                { "type": "Elsa.If", "id": "D", "version": 1, "then": { "type": "Elsa.WriteLine", "id": "E", "version": 1 } } ],
              "connections": [{ "source": { "activity": "A", "port": "Done" }, "target": { "activity": "B", "port": "In" } }, { "source": { "activity": "B", "port": "Done" }, "target": { "activity": "D", "port": "In" } }] }
            }
            """);

        var differences = DefinitionComparison.Compare(Before, after);

        differences.Workflow.Should().BeEquivalentTo([
            new ValueDifference("Description", "Old.", "New."), new ValueDifference("Options › Auto update consuming workflows", null, "yes"),
            new ValueDifference("Variable Count › Value", "1", "2"), new ValueDifference("Variable Gone", "String", null)]);
        differences.Activities.Select(a => $"{a.Kind} {a.Place} {a.Type}").Should().Equal(
            "Changed Flow/A Elsa.WriteLine", "Added Flow/D Elsa.If", "Added Flow/D/E Elsa.WriteLine", "Removed Flow/C Elsa.Event");
        differences.Activities[0].Details.Should().Equal(new ValueDifference("Text", "hello", "JavaScript: 1 + 1"));
        differences.Connections.Should().Equal(
            new ConnectionDifference("Say B", "Done", "D", DifferenceKind.Added), new ConnectionDifference("Say B", "Done", "C", DifferenceKind.Removed));
        differences.MovedInPicture.Should().Be(1);
    }
}
