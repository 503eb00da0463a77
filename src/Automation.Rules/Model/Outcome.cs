namespace Automation.Rules.Model;

/// <summary>One thing a rule can decide, such as the team. Outcomes are made by <see cref="StandardOutcomes"/> only.</summary>
public sealed class Outcome
{
    internal Outcome(int id, string name, string label, string description)
    {
        Id = id;
        Name = name;
        Label = label;
        Description = description;
    }

    /// <summary>The place of the outcome in <see cref="StandardOutcomes.All"/>.</summary>
    public int Id { get; }

    /// <summary>The name written in rule files.</summary>
    public string Name { get; }

    /// <summary>What people call it, such as <c>line of business</c>.</summary>
    public string Label { get; }

    public string Description { get; }

    /// <summary>Several values may be decided; the rules' values are united.</summary>
    public bool Many { get; internal init; }

    /// <summary>The value is a branch of a tree, its parts parted by <c>/</c>.</summary>
    public bool IsPath { get; internal init; }

    /// <summary>The only values allowed; empty when the host's catalogue decides.</summary>
    public IReadOnlyList<string> Values { get; internal init; } = [];

    public override string ToString() => Name;
}
