using System.Text.Json;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Expressions.JavaScript;
using Automation.Workflows.Graphs;
using Automation.Workflows.Values;
using Jint.Native;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace Automation.Workflows.Activities.Scripting;

/// <summary>Runs a script, which may name the outcomes with setOutcome or setOutcomes.</summary>
[Activity("Elsa.RunJavaScript", Category = "Scripting", DisplayName = "Run JavaScript", Description = "Runs a script; its value is the result.")]
internal sealed class RunJavaScript : Activity
{
    private JavaScriptExpression? _script;

    [Input("The script.", UIHint = "code-editor", DefaultSyntax = "JavaScript", AutoEvaluate = false)]
    public Input<string> Script { get; } = new("");

    [Input("The outcomes the script may set.", UIHint = "dynamic-outcomes")]
    public Input<List<string>> PossibleOutcomes { get; } = new([]);

    [Output("The script's value.")]
    public Output<object> Result { get; } = new();

    protected internal override void Load(ActivityLoader loader)
    {
        // The script itself is a literal, or is marked as JavaScript; in both cases its text is what runs.
        if (loader.Json.Object("script")?.Object("expression") is not { } expression)
            return;
        if (expression.Text("type") is "Variable" or "Input" or "Liquid" && expression.Property("value") is not null)
            loader.Error("script-elsewhere", $"{loader.Node.Quoted}, Script: the script must stand in the activity itself, not come from an expression in {expression.Text("type")}.", "script");
        if (expression.Text("type") is not ("Literal" or "JavaScript") || expression.Text("value") is not { } text)
            return;
        if (expression.Text("type") == "JavaScript")
            _script = Script.Expression as JavaScriptExpression;
        else
            _script = loader.Expression(JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["type"] = "JavaScript", ["value"] = text }), "script.expression", "Script") as JavaScriptExpression;
    }

    protected internal override IReadOnlyList<string>? OutcomesOf(ActivityNode node) =>
        PossibleOutcomes.Expression is null or Expressions.ConstantExpression
            ? [.. ValueConversion.To<List<string>>((PossibleOutcomes.Expression as Expressions.ConstantExpression)?.Value) ?? [], Done]
            : null;

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        var outcomes = new List<string>();
        if (_script is null && !string.IsNullOrWhiteSpace(context.Evaluate(Script)))
            throw new InvalidOperationException("The script must stand in the activity itself.");
        var result = _script?.Evaluate(context, engine =>
        {
            engine.SetValue("setOutcome", new ClrFunction(engine, "setOutcome", (_, arguments) => Add(arguments.At(0))));
            engine.SetValue("setOutcomes", new ClrFunction(engine, "setOutcomes", (_, arguments) => Add(arguments.At(0))));
        });
        context.Set(Result, result);
        context.Complete(outcomes);
        return ValueTask.CompletedTask;

        JsValue Add(JsValue named)
        {
            outcomes.AddRange(ValueConversion.To<List<string>>(ScriptValues.FromScript(named, new Expressions.ExpressionLimits())) ?? []);
            return JsValue.Undefined;
        }
    }
}
