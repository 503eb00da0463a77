using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Automation.Workflows.Execution;
using Automation.Workflows.Values;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace Automation.Workflows.Expressions.JavaScript;

/// <summary>A name a script can use, and how it comes into the engine.</summary>
internal sealed record ScriptHelper(string Name, Action<Engine, ActivityContext> Install);

/// <summary>The functions Elsa's users know.</summary>
internal static class ScriptHelpers
{
    private delegate JsValue Body(Engine engine, ActivityContext context, JsValue[] arguments);

    /// <param name="Signature">Parameters and result in TypeScript.</param>
    private sealed record Function(string Signature, Body Body);

    /// <summary>The functions, each with its declaration for the script editor.</summary>
    private static readonly FrozenDictionary<string, Function> Functions = new Dictionary<string, Function>
    {
        ["getVariable"] = new("(name: string): any", (engine, context, arguments) => ScriptValues.ToScript(engine, context.GetVariable(Text(arguments, 0)))),
        ["setVariable"] = new("(name: string, value: any): void", (_, context, arguments) => Set(context, Text(arguments, 0), arguments.At(1))),
        ["getInput"] = new("(name: string): any", (engine, context, arguments) => ScriptValues.ToScript(engine, context.FindInput(Text(arguments, 0)))),
        ["getOutputFrom"] = new("(activityId: string, outputName?: string): any", (engine, context, arguments) => ScriptValues.ToScript(engine, context.FindOutput(Text(arguments, 0), arguments.At(1).IsString() ? Text(arguments, 1) : null))),
        ["getLastResult"] = new("(): any", (engine, context, _) => ScriptValues.ToScript(engine, context.LastResult)),
        ["getCorrelationId"] = new("(): string | null", (_, context, _) => Of(context.CorrelationId)),
        ["setCorrelationId"] = new("(id: string): void", (_, context, arguments) => { context.CorrelationId = Text(arguments, 0); return JsValue.Undefined; }),
        ["getWorkflowInstanceId"] = new("(): string", (_, context, _) => context.InstanceId),
        ["getWorkflowInstanceName"] = new("(): string | null", (_, context, _) => Of(context.InstanceName)),
        ["setWorkflowInstanceName"] = new("(name: string): void", (_, context, arguments) => { context.InstanceName = Text(arguments, 0); return JsValue.Undefined; }),
        ["getWorkflowDefinitionId"] = new("(): string", (_, context, _) => context.DefinitionId),
        ["getWorkflowDefinitionVersionId"] = new("(): string", (_, context, _) => context.DefinitionVersionId),
        ["getWorkflowDefinitionVersion"] = new("(): number", (_, context, _) => context.DefinitionVersion),
        ["isNullOrEmpty"] = new("(value: string | null | undefined): boolean", (_, _, arguments) => string.IsNullOrEmpty(TextOrNull(arguments, 0)) ? JsBoolean.True : JsBoolean.False),
        ["isNullOrWhiteSpace"] = new("(value: string | null | undefined): boolean", (_, _, arguments) => string.IsNullOrWhiteSpace(TextOrNull(arguments, 0)) ? JsBoolean.True : JsBoolean.False),
        ["newGuid"] = NewGuid,
        ["newGuidString"] = NewGuid,
        ["newShortGuid"] = new("(): string", (_, context, _) => ShortGuid(context.Ids.NewGuid())),
        ["parseGuid"] = new("(text: string): string | null", (_, _, arguments) => Guid.TryParse(Text(arguments, 0), out var id) ? id.ToString() : JsValue.Null),
        ["toJson"] = new("(value: any): string", (_, _, arguments) => WorkflowValue.ToJson(ScriptValues.FromScript(arguments.At(0), new ExpressionLimits()))),
        ["stringToBase64"] = new("(text: string): string", (_, _, arguments) => Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(arguments, 0)))),
        ["stringFromBase64"] = new("(base64: string): string", (_, _, arguments) => Encoding.UTF8.GetString(Convert.FromBase64String(Text(arguments, 0)))),
        ["bytesToString"] = new("(bytes: number[] | string): string", (_, _, arguments) => Encoding.UTF8.GetString(ScriptBytes.From(arguments.At(0)))),
        ["bytesFromString"] = new("(text: string): number[]", (engine, _, arguments) => ScriptBytes.To(engine, Encoding.UTF8.GetBytes(Text(arguments, 0)))),
        ["bytesToBase64"] = new("(bytes: number[] | string): string", (_, _, arguments) => Convert.ToBase64String(ScriptBytes.From(arguments.At(0)))),
        ["bytesFromBase64"] = new("(base64: string): number[]", (engine, _, arguments) => ScriptBytes.To(engine, Convert.FromBase64String(Text(arguments, 0)))),

        // A workflow keeps no open stream: what was one is its bytes.
        ["streamToBytes"] = new("(stream: number[] | string): number[]", (engine, _, arguments) => ScriptBytes.To(engine, ScriptBytes.From(arguments.At(0)))),
        ["streamToBase64"] = new("(stream: number[] | string): string", (_, _, arguments) => Convert.ToBase64String(ScriptBytes.From(arguments.At(0)))),
    }.ToFrozenDictionary();

    private static Function NewGuid => new("(): string", (_, context, _) => context.Ids.NewGuid().ToString());

    /// <summary>TypeScript declarations of all fixed functions, a line each.</summary>
    public static string Declarations { get; } = string.Concat(Functions.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"declare function {f.Key}{f.Value.Signature};\n"));

    /// <summary>What a name in a script may mean; null when only JavaScript itself can know it.</summary>
    public static ScriptHelper? Find(string name)
    {
        if (Functions.TryGetValue(name, out var function))
            return new ScriptHelper(name, (engine, context) => Define(engine, name, arguments => function.Body(engine, context, arguments)));
        if (name is "variables" or "Variables")
            return new ScriptHelper(name, (engine, context) => engine.SetValue(name, VariablesObject(engine, context)));
        if (name is "input" or "Input")
            return new ScriptHelper(name, (engine, context) => engine.SetValue(name, ScriptValues.ToScript(engine, context.WorkflowInputs)));
        if (name.StartsWith("get", StringComparison.Ordinal) && name.Length > 3)
            return new ScriptHelper(name, (engine, context) => Getter(engine, context, name));
        if (name.StartsWith("set", StringComparison.Ordinal) && name.Length > 3)
            return new ScriptHelper(name, (engine, context) => Setter(engine, context, name));
        return null;
    }

    // getTotal() for the variable or input Total; getResultFromLookup() for the output Result of the activity Lookup.
    private static void Getter(Engine engine, ActivityContext context, string name)
    {
        foreach (var wanted in Spellings(name[3..]))
        {
            if (context.TryGetVariable(wanted, out _))
            {
                Define(engine, name, _ => ScriptValues.ToScript(engine, context.GetVariable(wanted)));
                return;
            }

            if (context.TryGetInput(wanted, out var input))
            {
                Define(engine, name, _ => ScriptValues.ToScript(engine, input));
                return;
            }
        }

        var from = name.IndexOf("From", 3, StringComparison.Ordinal);
        if (from > 3 && from + 4 < name.Length)
            Define(engine, name, _ => ScriptValues.ToScript(engine, FindOutput(context, name[3..from], name[(from + 4)..])));
    }

    private static object? FindOutput(ActivityContext context, string output, string activity) =>
        context.FindOutput(activity, output == "Output" ? null : output) ?? context.FindOutput(activity, output);

    private static void Setter(Engine engine, ActivityContext context, string name)
    {
        foreach (var wanted in Spellings(name[3..]))
        {
            if (!context.TryGetVariable(wanted, out _))
                continue;
            Define(engine, name, arguments => Set(context, wanted, arguments.At(0)));
            return;
        }
    }

    /// <summary>A variable <c>counter</c> is read by getCounter as well.</summary>
    private static IEnumerable<string> Spellings(string name)
    {
        yield return name;
        if (char.IsUpper(name[0]))
            yield return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private static JsObject VariablesObject(Engine engine, ActivityContext context)
    {
        var variables = new JsObject(engine);
        foreach (var (name, value) in context.VisibleVariables())
        {
            var current = value;
            variables.DefineOwnProperty(name, new Jint.Runtime.Descriptors.GetSetPropertyDescriptor(
                new ClrFunction(engine, name, (_, _) => ScriptValues.ToScript(engine, current)),
                new ClrFunction(engine, name, (_, arguments) =>
                {
                    Set(context, name, arguments.At(0));
                    current = context.GetVariable(name);
                    return JsValue.Undefined;
                }),
                enumerable: true, configurable: false));
        }

        return variables;
    }

    private static JsValue Set(ActivityContext context, string name, JsValue value)
    {
        context.SetVariable(name, ScriptValues.FromScript(value, new ExpressionLimits()));
        return JsValue.Undefined;
    }

    private static void Define(Engine engine, string name, Func<JsValue[], JsValue> body) =>
        engine.SetValue(name, new ClrFunction(engine, name, (_, arguments) =>
        {
            try
            {
                return body(arguments);
            }
            catch (Exception exception) when (exception is FormatException or WorkflowValueException)
            {
                throw new JavaScriptException(engine.Intrinsics.Error, $"{name}: {exception.Message}");
            }
        }));

    private static string Text(JsValue[] arguments, int index) => TextOrNull(arguments, index) ?? "";

    private static string? TextOrNull(JsValue[] arguments, int index) =>
        arguments.At(index) is var value && (value.IsNull() || value.IsUndefined()) ? null : TypeConverter.ToString(arguments.At(index));

    private static JsValue Of(string? text) => text is null ? JsValue.Null : text;

    private static string ShortGuid(Guid id) => Convert.ToBase64String(id.ToByteArray()).TrimEnd('=').Replace('+', '-').Replace('/', '_').ToString(CultureInfo.InvariantCulture);
}
