using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;

namespace Automation.Workflows.Expressions;

/// <summary>An expression prepared once and evaluated for many instances, on any thread.</summary>
public abstract class WorkflowExpression
{
    /// <summary>Elsa's name of the language, such as JavaScript.</summary>
    public abstract string Type { get; }

    /// <summary>It may ask for outputs of earlier activities.</summary>
    public virtual bool ReadsOutputs => false;

    /// <summary>What is wrong with it although it can be evaluated, such as a filter that there is none of. Refuses a publish; what was published before goes on as it did.</summary>
    public virtual IReadOnlyList<ExpressionSyntaxException> Objections => [];

    /// <summary>The workflow's inputs that it asks for by a fixed name.</summary>
    public virtual IReadOnlyCollection<string> InputNames => [];

    /// <summary>The value, in normal form.</summary>
    /// <exception cref="ExpressionException">The expression failed or went over a limit.</exception>
    public abstract object? Evaluate(ActivityContext context);
}

/// <summary>A value known when the definition was read.</summary>
public sealed class ConstantExpression(string type, object? value) : WorkflowExpression
{
    public override string Type => type;

    public object? Value => value;

    public override object? Evaluate(ActivityContext context) => value;
}

/// <summary>The present value of a variable.</summary>
internal sealed class VariableExpression(VariableReference variable) : WorkflowExpression
{
    public override string Type => "Variable";

    public override object? Evaluate(ActivityContext context) => context.GetVariable(variable);
}

/// <summary>An input of the workflow.</summary>
internal sealed class InputExpression(string name) : WorkflowExpression
{
    public override string Type => "Input";

    public override IReadOnlyCollection<string> InputNames => [name];

    public override object? Evaluate(ActivityContext context) => context.FindInput(name);
}

/// <summary>An expression that could not be prepared: the graph has the problem, and evaluating it fails.</summary>
internal sealed class BrokenExpression(string type, string message) : WorkflowExpression
{
    public override string Type => type;

    public override object? Evaluate(ActivityContext context) => throw new ExpressionException(message);
}

/// <summary>An expression failed while it was evaluated.</summary>
public sealed class ExpressionException : Exception
{
    public ExpressionException(string message) : base(message)
    {
    }

    public ExpressionException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

/// <summary>An expression cannot be prepared.</summary>
/// <param name="code">A short name for the kind of problem, such as <c>expression-syntax</c>.</param>
/// <param name="line">Line within the expression, from 1.</param>
/// <param name="column">Column in that line, from 1.</param>
public sealed class ExpressionSyntaxException(string code, string message, int? line = null, int? column = null, Exception? innerException = null)
    : Exception(message, innerException)
{
    public string Code { get; } = code;

    public int? Line { get; } = line;

    public int? Column { get; } = column;
}
