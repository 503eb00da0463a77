using Automation.Workflows.Expressions;
using Automation.Workflows.Graphs;

namespace Automation.Workflows.Activities;

/// <summary>An input of an activity: a name and, in a compiled graph, the expression that gives its value.</summary>
public abstract class InputSlot
{
    private protected InputSlot()
    {
    }

    /// <summary>The property's name, such as EventName. In JSON it starts with a small letter.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Null when the definition gives none.</summary>
    public WorkflowExpression? Expression { get; private set; }

    /// <summary>Evaluated before the activity runs; otherwise the activity does it itself.</summary>
    public bool AutoEvaluate { get; private set; } = true;

    public abstract Type ValueType { get; }

    public abstract object? Default { get; }

    internal void Bind(string name, WorkflowExpression? expression, bool autoEvaluate)
    {
        Name = name;
        Expression = expression;
        AutoEvaluate = autoEvaluate;
    }
}

/// <summary>An input whose value the activity reads as <typeparamref name="T"/>.</summary>
public sealed class Input<T> : InputSlot
{
    public Input() => DefaultValue = default;

    public Input(T defaultValue) => DefaultValue = defaultValue;

    /// <summary>What the activity reads when the definition gives no expression or the expression gives null.</summary>
    public T? DefaultValue { get; }

    public override Type ValueType => typeof(T);

    public override object? Default => DefaultValue;
}

/// <summary>An output of an activity: a name and, in a compiled graph, where the value goes.</summary>
public abstract class OutputSlot
{
    private protected OutputSlot()
    {
    }

    public string Name { get; private set; } = "";

    /// <summary>Null when the definition binds it to nothing.</summary>
    internal OutputTarget? Target { get; private set; }

    public abstract Type ValueType { get; }

    internal void Bind(string name, OutputTarget? target)
    {
        Name = name;
        Target = target;
    }
}

/// <summary>An output whose values are of type <typeparamref name="T"/>.</summary>
public sealed class Output<T> : OutputSlot
{
    public override Type ValueType => typeof(T);
}
