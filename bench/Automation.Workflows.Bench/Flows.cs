namespace Automation.Workflows.Bench;

/// <summary>The workflows that are measured.</summary>
internal static class Flows
{
    public const string Short = """
        { "id": "short-1", "definitionId": "short", "name": "short", "version": 1,
          "variables": [{ "id": "n", "name": "N", "typeName": "Int32", "value": "0" }],
          "root": { "type": "Elsa.Flowchart", "id": "F", "version": 1, "activities": [
            { "type": "Elsa.Start", "id": "S", "version": 1 },
            { "type": "Elsa.SetVariable", "id": "V", "version": 1, "variable": { "id": "n", "name": "N" }, "value": { "typeName": "Object", "expression": { "type": "JavaScript", "value": "getN() + 1" } } },
            { "type": "Elsa.FlowDecision", "id": "D", "version": 1, "condition": { "typeName": "Boolean", "expression": { "type": "JavaScript", "value": "getN() > 0" } } },
            { "type": "Elsa.WriteLine", "id": "L", "version": 1, "text": { "typeName": "String", "expression": { "type": "Liquid", "value": "N is {{ Variables.N }}" } } },
            { "type": "Elsa.End", "id": "E", "version": 1 } ],
          "connections": [
            { "source": { "activity": "S", "port": "Done" }, "target": { "activity": "V", "port": "In" } },
            { "source": { "activity": "V", "port": "Done" }, "target": { "activity": "D", "port": "In" } },
            { "source": { "activity": "D", "port": "True" }, "target": { "activity": "L", "port": "In" } },
            { "source": { "activity": "L", "port": "Done" }, "target": { "activity": "E", "port": "In" } } ] } }
        """;

    public const string Waits = """
        { "id": "waits-1", "definitionId": "waits", "name": "waits", "version": 1,
          "root": { "type": "Elsa.Sequence", "id": "S", "version": 1, "activities": [
            { "type": "Elsa.Event", "id": "E", "version": 1, "eventName": { "typeName": "String", "expression": { "type": "JavaScript", "value": "'Go ' + getCorrelationId()" } } },
            { "type": "Elsa.WriteLine", "id": "L", "version": 1, "text": { "typeName": "String", "expression": { "type": "Literal", "value": "went on" } } } ] } }
        """;

    public const string Sleeps = """
        { "id": "sleeps-1", "definitionId": "sleeps", "name": "sleeps", "version": 1,
          "inputs": [{ "name": "At", "type": "DateTimeOffset" }], "root": { "type": "Elsa.Sequence", "id": "S", "version": 1, "activities": [
            { "type": "Elsa.StartAt", "id": "D", "version": 1, "dateTime": { "typeName": "DateTimeOffset", "expression": { "type": "Input", "value": "At" } } } ] } }
        """;
}
