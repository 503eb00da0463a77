namespace Automation.Workflows.Activities;

/// <summary>Names an activity type and says how the designer shows it.</summary>
/// <param name="type">The full type name, such as <c>Elsa.SetVariable</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ActivityAttribute(string type) : Attribute
{
    public string Type { get; } = type;

    public int Version { get; set; } = 1;

    public string Category { get; set; } = "Miscellaneous";

    /// <summary>The default is the type name's last part in words.</summary>
    public string? DisplayName { get; set; }

    public string Description { get; set; } = "";

    public ActivityKind Kind { get; set; } = ActivityKind.Action;

    /// <summary>False keeps it out of the designer's palette.</summary>
    public bool Browsable { get; set; } = true;
}

/// <summary>What an activity is to the designer.</summary>
public enum ActivityKind
{
    Action,
    Trigger,
    Job,
    Task
}

/// <summary>The named outcomes a connection can start from. Without it there is one, Done.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OutcomesAttribute(params string[] names) : Attribute
{
    public IReadOnlyList<string> Names { get; } = names;
}

/// <summary>Describes an <see cref="Input{T}"/> property, or a property that <see cref="Activity.Load"/> reads itself.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InputAttribute(string description) : Attribute
{
    public string Description { get; } = description;

    public string? DisplayName { get; set; }

    /// <summary>A tab of the property editor; empty for the first.</summary>
    public string? Category { get; set; }

    /// <summary>The editor Studio shows, such as singleline, multiline, checkbox, dropdown, code-editor.</summary>
    public string? UIHint { get; set; }

    /// <summary>The fixed choices of a drop-down.</summary>
    public string[] Options { get; set; } = [];

    /// <summary>The options are only the usual ones: any other value is right too.</summary>
    public bool OthersFit { get; set; }

    /// <summary>Names where the host finds the choices of a drop-down while the designer is open, such as <c>teams</c>.</summary>
    public string? OptionsFrom { get; set; }

    /// <summary>The expression type an empty field starts with, such as JavaScript.</summary>
    public string? DefaultSyntax { get; set; }

    /// <summary>A publish is refused while it is empty.</summary>
    public bool Required { get; set; }

    /// <summary>False leaves the expression to the activity, which evaluates it when and as often as it wants.</summary>
    public bool AutoEvaluate { get; set; } = true;

    /// <summary>Elsa's type name where it is not the property's own.</summary>
    public string? TypeName { get; set; }
}

/// <summary>Describes an <see cref="Output{T}"/> property.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OutputAttribute(string description) : Attribute
{
    public string Description { get; } = description;

    public string? DisplayName { get; set; }
}

/// <summary>Marks a property of type <c>ActivityNode?</c> that holds an activity embedded in this one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PortAttribute(string? displayName = null) : Attribute
{
    public string? DisplayName { get; } = displayName;
}
