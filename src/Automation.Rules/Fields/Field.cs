using Automation.Rules.Model;

namespace Automation.Rules.Fields;

/// <summary>One thing a rule can look at. Fields are made by <see cref="StandardFields"/> only.</summary>
public sealed class Field
{
    internal Field(int id, string name, string label, FieldKind kind, string description)
    {
        Id = id;
        Name = name;
        Label = label;
        Kind = kind;
        Description = description;
    }

    /// <summary>The place of the field in <see cref="StandardFields.All"/>, and of its value in a <see cref="FactSheet"/>.</summary>
    public int Id { get; }

    /// <summary>The name written in rule files, such as <c>sender.domain</c>.</summary>
    public string Name { get; }

    /// <summary>What people call it, such as <c>sender's domain</c>; of what was decided, <c>decided line of business</c>.</summary>
    public string Label { get; }

    public FieldKind Kind { get; }

    /// <summary>One sentence for the person who writes the rule.</summary>
    public string Description { get; }

    /// <summary>The field holds several values; a comparison holds when one of them does.</summary>
    public bool Many { get; internal init; }

    /// <summary>The only values the field can have; empty when any value may come.</summary>
    public IReadOnlyList<string> Values { get; internal init; } = [];

    /// <summary>Set when the field is what an earlier set decided for this outcome.</summary>
    public Outcome? Decides { get; internal init; }

    internal bool IsString => Kind is not (FieldKind.Number or FieldKind.Flag or FieldKind.TimeOfDay);

    public override string ToString() => Name;
}
