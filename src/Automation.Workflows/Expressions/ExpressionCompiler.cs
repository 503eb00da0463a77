using System.Text.Json;
using Automation.Workflows.Definitions;
using Automation.Workflows.Expressions.JavaScript;
using Automation.Workflows.Expressions.Liquid;
using Automation.Workflows.Graphs;
using Automation.Workflows.Values;

namespace Automation.Workflows.Expressions;

/// <summary>Prepares expressions of the languages there are: Literal, Object, Json, Variable, Input, JavaScript and Liquid.</summary>
public sealed class ExpressionCompiler(ExpressionLimits limits)
{
    private readonly LiquidCompiler _liquid = new(limits);

    public ExpressionCompiler() : this(new ExpressionLimits())
    {
    }

    /// <summary>The languages a definition may use.</summary>
    public static IReadOnlyList<string> Types { get; } = ["Literal", "Object", "Json", "Variable", "Input", "JavaScript", "Liquid"];

    /// <exception cref="ExpressionSyntaxException">There is no such language, or the text is not right in it.</exception>
    public WorkflowExpression Prepare(string type, JsonElement? value, ActivityNode? site)
    {
        switch (type)
        {
            case "Literal":
                return new ConstantExpression(type, value is { } literal ? WorkflowValue.FromJson(literal) : null);
            case "Object" or "Json":
                return new ConstantExpression(type, Object(value));
            case "Variable":
                return Variable(value, site);
            case "Input":
                return new InputExpression(Name(value) is { Length: > 0 } input ? input : throw new ExpressionSyntaxException("expression-syntax", "No input is chosen. Choose one, or another kind of expression."));
            case "JavaScript":
                return JavaScript(Text(value));
            case "Liquid":
                return _liquid.Prepare(Text(value));
            default:
                throw new ExpressionSyntaxException("unknown-expression", $"Expressions in {type} are not available. There are: {string.Join(", ", Types)}.");
        }
    }

    /// <summary>Prepares a script that is not an input's expression, such as that of RunJavaScript.</summary>
    /// <exception cref="ExpressionSyntaxException">It is not JavaScript.</exception>
    public WorkflowExpression JavaScript(string script) => new JavaScriptExpression(script, limits);

    private static string Text(JsonElement? value) => value switch
    {
        null => "",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { } other => other.GetRawText()
    };

    private static string? Name(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Object } named => named.Text("name") ?? named.Text("id"),
        _ => null
    };

    private static object? Object(JsonElement? value)
    {
        if (value is not { ValueKind: JsonValueKind.String } text)
            return value is { } json ? WorkflowValue.FromJson(json) : null;
        var source = text.GetString()!;
        if (string.IsNullOrWhiteSpace(source))
            return null;
        try
        {
            return WorkflowValue.FromJson(JsonElement.Parse(source));
        }
        catch (JsonException exception)
        {
            throw new ExpressionSyntaxException(
                "expression-syntax", $"The value is not JSON: {DefinitionReader.InWords(exception)}", (int?)exception.LineNumber + 1, (int?)exception.BytePositionInLine + 1, exception);
        }
    }

    private static VariableExpression Variable(JsonElement? value, ActivityNode? site) =>
        value is { } reference && GraphCompiler.Variable(site, reference) is { } variable
            ? new VariableExpression(variable)
            : throw new ExpressionSyntaxException("unknown-variable", Name(value) is { Length: > 0 } name
                ? $"There is no variable '{name}' here. Choose another one, or declare it under Variables."
                : "No variable is chosen. Choose one, or another kind of expression.");
}
