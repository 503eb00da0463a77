using Acornima;
using Acornima.Ast;
using Automation.Workflows.Execution;
using Jint;
using Jint.Runtime;

namespace Automation.Workflows.Expressions.JavaScript;

/// <summary>
/// A script prepared once. Every evaluation gets an engine of its own, so that nothing one instance leaves behind can
/// reach another, or the same one after it was reloaded; only the helper functions the script mentions are put into it.
/// </summary>
internal sealed class JavaScriptExpression : WorkflowExpression
{
    private static readonly ScriptPreparationOptions Preparing = new()
    {
        // Elsa's users write both `getX() + 1` and `return getX() + 1`.
        ParsingOptions = new ScriptParsingOptions { AllowReturnOutsideFunction = true }
    };

    private readonly Prepared<Script> _script;
    private readonly ExpressionLimits _limits;
    private readonly ScriptHelper[] _helpers;
    private readonly bool _usesRandom;
    private readonly bool _mayReachBuiltIns;

    /// <exception cref="ExpressionSyntaxException">The text is not JavaScript.</exception>
    public JavaScriptExpression(string script, ExpressionLimits limits)
    {
        _limits = limits;
        try
        {
            _script = Engine.PrepareScript(script, options: Preparing);
        }
        catch (ScriptPreparationException exception) when (exception.InnerException is ParseErrorException error)
        {
            throw new ExpressionSyntaxException("expression-syntax", $"JavaScript: {error.Description}", error.LineNumber, error.Column + 1, exception);
        }

        var names = Names(_script.Program!);
        InputNames = names.Contains("getInput") ? InputsOf(_script.Program!) : [];
        _helpers = [.. names.Select(ScriptHelpers.Find).OfType<ScriptHelper>()];
        _mayReachBuiltIns = script.Contains('[', StringComparison.Ordinal) || names.Overlaps(ScriptSandbox.Guarded);
        // Not only by its name: a script that reaches anything by a computed name may reach this too.
        _usesRandom = names.Contains("Math") || _mayReachBuiltIns;
        ReadsOutputs = names.Any(name => name == "getLastResult" || name.Contains("From", StringComparison.Ordinal));
    }

    public override string Type => "JavaScript";

    public override bool ReadsOutputs { get; }

    public override IReadOnlyCollection<string> InputNames { get; }

    public override object? Evaluate(ActivityContext context) => Evaluate(context, null);

    /// <summary>Evaluates with more names than an expression has, such as a script's setOutcome.</summary>
    public object? Evaluate(ActivityContext context, Action<Engine>? prepare)
    {
        try
        {
            var engine = ScriptSandbox.Create(_limits, context, _usesRandom, _mayReachBuiltIns);
            foreach (var helper in _helpers)
                helper.Install(engine, context);
            prepare?.Invoke(engine);
            return ScriptValues.FromScript(ScriptPromise.Settled(engine, engine.Evaluate(_script)), _limits);
        }
        catch (JavaScriptException exception)
        {
            throw new ExpressionException($"JavaScript (line {exception.Location.Start.Line}): {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is JintException or TimeoutException or InsufficientExecutionStackException or OutOfMemoryException or System.Text.RegularExpressions.RegexMatchTimeoutException)
        {
            throw new ExpressionException($"JavaScript: {Words(exception)}", exception);
        }
    }

    /// <summary>Limits are told with their size and the cure; the engine says of them only that there are some.</summary>
    private string Words(Exception exception) => exception switch
    {
        StatementsCountOverflowException => $"the script executes more than {_limits.Statements} statements. Do less in one script, or spread the work over a ForEach.",
        RecursionDepthOverflowException => $"calls are nested more than {_limits.Recursion} deep.",
        MemoryLimitExceededException => $"the script needs more than {_limits.MemoryBytes / 1024 / 1024} MB.",
        System.Text.RegularExpressions.RegexMatchTimeoutException => $"a regular expression takes longer than {_limits.Regex.TotalMilliseconds:0} ms. Make it simpler, or the text shorter.",
        _ => exception.Message,
    };

    private static HashSet<string> Names(Node program) => [.. Nodes(program).OfType<Identifier>().Select(identifier => identifier.Name)];

    private static HashSet<string> InputsOf(Node program) =>
        [.. Nodes(program).OfType<CallExpression>().Where(call => call is { Callee: Identifier { Name: "getInput" }, Arguments.Count: > 0 }).Select(call => call.Arguments[0]).OfType<StringLiteral>().Select(name => name.Value)];

    private static IEnumerable<Node> Nodes(Node program)
    {
        var nodes = new Stack<Node>([program]);
        while (nodes.TryPop(out var node))
        {
            yield return node;
            foreach (var child in node.ChildNodes)
                nodes.Push(child);
        }
    }
}
