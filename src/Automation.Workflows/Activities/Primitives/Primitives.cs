using System.Text.Json;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;

namespace Automation.Workflows.Activities.Primitives;

/// <summary>Gives a variable a value.</summary>
[Activity("Elsa.SetVariable", Category = "Primitives", Description = "Gives a variable a value.")]
internal sealed class SetVariable : Activity
{
    private VariableReference? _variable;

    [Input("The variable.", UIHint = "variable-picker", TypeName = "Variable")]
    public JsonElement Variable { get; private set; }

    [Input("Its new value.")]
    public Input<object> Value { get; } = new();

    protected internal override void Load(ActivityLoader loader)
    {
        var reference = loader.Json.Property("variable");
        _variable = loader.Variable(reference);
        if (_variable is not null)
            return;
        var name = reference is { ValueKind: JsonValueKind.String } text ? text.GetString() : reference?.Text("name") ?? reference?.Text("id");
        loader.Error(
            "unknown-variable", name is { Length: > 0 }
                ? $"{loader.Node.Quoted}, Variable: there is no variable '{name}' here. Choose another one, or declare it under Variables."
                : $"{loader.Node.Quoted}, Variable: no variable is chosen. Choose the one that gets the value.", "variable");
    }

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        if (_variable is null)
            throw new InvalidOperationException("The activity names no variable that exists.");
        context.SetVariable(_variable, context.Get(Value));
        return ValueTask.CompletedTask;
    }
}

/// <summary>Gives the instance a name.</summary>
[Activity("Elsa.SetName", Category = "Primitives", Description = "Gives this workflow instance a name that people recognise.")]
internal sealed class SetName : Activity
{
    [Input("The name.")]
    public Input<string> Value { get; } = new("");

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        context.InstanceName = context.Get(Value);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Ties the instance to something outside.</summary>
[Activity("Elsa.Correlate", Category = "Primitives", Description = "Ties this workflow instance to something outside, such as a ticket.")]
internal sealed class Correlate : Activity
{
    [Input("The id of what it belongs to.")]
    public Input<string> CorrelationId { get; } = new("");

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        context.CorrelationId = context.Get(CorrelationId);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Ends the instance.</summary>
[Activity("Elsa.Finish", Category = "Primitives", Description = "Ends the whole workflow instance at once.")]
internal sealed class Finish : Activity, ITerminal
{
    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        context.Finish();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Writes a line.</summary>
[Activity("Elsa.WriteLine", Category = "Console", Description = "Writes a line of text where the host shows it.")]
internal sealed class WriteLine : Activity
{
    [Input("The text.")]
    public Input<string> Text { get; } = new("");

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        context.WriteLine(context.Get(Text) ?? "");
        return ValueTask.CompletedTask;
    }
}

/// <summary>Makes the instance fail on purpose.</summary>
[Activity("Elsa.Fault", Category = "Primitives", Description = "Makes the workflow fail here, with an incident.")]
internal sealed class Fault : Activity
{
    [Input("A short code for programs.")]
    public Input<string> Code { get; } = new("");

    [Input("What kind of fault it is.")]
    public Input<string> Category { get; } = new("");

    [Input("Where the fault comes from, such as System or Business.")]
    public Input<string> FaultType { get; } = new("");

    [Input("What people read.")]
    public Input<string> Message { get; } = new("");

    protected internal override ValueTask ExecuteAsync(ActivityContext context) => throw new WorkflowFaultException(
        context.Get(Code) ?? "", context.Get(Category) ?? "", context.Get(FaultType) ?? "", context.Get(Message) ?? "");
}

/// <summary>A workflow failed because it said so.</summary>
public sealed class WorkflowFaultException(string code, string category, string faultType, string message) : Exception(message)
{
    public string Code { get; } = code;

    public string Category { get; } = category;

    public string FaultType { get; } = faultType;
}
