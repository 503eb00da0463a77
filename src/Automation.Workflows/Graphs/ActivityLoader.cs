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

    /// <summary>Prepares an expression <c>{type, value}</c> that stands somewhere inside the JSON, also where it is wrapped as inputs are. Problems are reported, not thrown.</summary>
    /// <param name="field">What people know the place by.</param>
    public WorkflowExpression? Expression(JsonElement? json, string path, string field) => json switch
    {
        { ValueKind: JsonValueKind.Object } wrapped when wrapped.Object("expression") is { } inner => _run.Expression(inner, Node, $"{Node.Path}.{path}.expression", field),
        { ValueKind: JsonValueKind.Object } value => _run.Expression(value, Node, $"{Node.Path}.{path}", field),
        _ => null
    };

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
            Error(code, $"{Node.Quoted}: there is no {what} '{name}'. {GraphCompiler.Run.Among(known)}", path);
    }

    /// <summary>Reports a fixed value that its place cannot hold.</summary>
    /// <param name="field">What people know the place by.</param>
    /// <param name="path">Where, below this activity.</param>
    internal void WrongValue(string field, object value, string wanted, string path) => _run.ReportWrongValue(Node, path, field, value, wanted);

    internal OutputTarget? OutputTarget(string name) => _run.Target(Node, name);

    internal void Workflow(WorkflowDefinition definition) => _run.Workflow(definition, Node, Node.Path);

    public void Error(string code, string message, string path) => _run.Report(DefinitionProblem.Error(code, message, $"{Node.Path}.{path}", Node.Id));

    public void Warning(string code, string message, string path) => _run.Report(DefinitionProblem.Warning(code, message, $"{Node.Path}.{path}", Node.Id));
}
