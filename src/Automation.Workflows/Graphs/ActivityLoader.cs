using System.Text.Json;
using Automation.Workflows.Definitions;
using Automation.Workflows.Expressions;

namespace Automation.Workflows.Graphs;

/// <summary>Gives an activity the parts of its JSON that are not plain inputs, outputs or ports.</summary>
public sealed class ActivityLoader
{
    private readonly GraphCompiler.Run _run;

    internal ActivityLoader(GraphCompiler.Run run, ActivityNode node)
    {
        _run = run;
        Node = node;
    }

    public ActivityNode Node { get; }

    public JsonElement Json => Node.Json;

    /// <summary>Compiles the activities of a list property, such as those of a sequence.</summary>
    public IReadOnlyList<ActivityNode> Children(string property) =>
        [.. Json.Items(property).Select((json, index) => _run.Child(json, Node, $"{Node.Path}.{property}[{index}]")).OfType<ActivityNode>()];

    /// <summary>Compiles an activity that stands somewhere inside the JSON.</summary>
    /// <param name="path">Where, below this activity, such as <c>cases[0].activity</c>.</param>
    public ActivityNode? Child(JsonElement? json, string path) =>
        json is { ValueKind: JsonValueKind.Object } value ? _run.Child(value, Node, $"{Node.Path}.{path}") : null;

    /// <summary>Prepares an expression <c>{type, value}</c> that stands somewhere inside the JSON. Problems are reported, not thrown.</summary>
    public WorkflowExpression? Expression(JsonElement? json, string path) =>
        json is { ValueKind: JsonValueKind.Object } value ? _run.Expression(value, Node, $"{Node.Path}.{path}") : null;

    /// <summary>The variable a reference <c>{id, name}</c> means, seen from this activity; null when there is none.</summary>
    public VariableReference? Variable(JsonElement? json) => json is { } value ? GraphCompiler.Variable(Node, value) : null;

    /// <summary>The expression of an input that is no property of the activity class.</summary>
    public WorkflowExpression? InputExpression(string name) => _run.InputExpression(Node, name, null);

    /// <summary>The same for an input of a workflow used as an activity; a fixed value that it cannot hold is reported.</summary>
    internal WorkflowExpression? InputExpression(ArgumentDefinition input)
    {
        var expression = InputExpression(input.Name);
        if (expression is ConstantExpression { Value: { } value } && ElsaType.Wanted(value, input.TypeName, input.IsArray) is { } wanted)
            _run.ReportWrongValue(Node, input.Name, input.DisplayName, value, wanted);
        return expression;
    }

    /// <summary>Reports a name that the host does not know; does nothing when it did not say which there are.</summary>
    /// <param name="source">As given to <see cref="Activities.ActivityRegistry.WithChoices"/>.</param>
    /// <param name="path">Where, below this activity.</param>
    internal void Require(string source, string code, string what, string name, string path)
    {
        if (_run.Choices(source) is { } known && !known.Contains(name))
            Error(code, $"There is no {what} '{name}'. {GraphCompiler.Run.Among(known)}", path);
    }

    internal OutputTarget? OutputTarget(string name) => _run.Target(Node, name);

    internal void Workflow(WorkflowDefinition definition) => _run.Workflow(definition, Node, Node.Path);

    public void Error(string code, string message, string path) => _run.Report(DefinitionProblem.Error(code, message, $"{Node.Path}.{path}", Node.Id));

    public void Warning(string code, string message, string path) => _run.Report(DefinitionProblem.Warning(code, message, $"{Node.Path}.{path}", Node.Id));
}
