namespace Automation.Tickets.People;

/// <summary>A group of agents that takes tickets.</summary>
/// <param name="Key">Stable name used by rules, lower case with hyphens.</param>
public sealed record Team(string Key, string Name, IReadOnlyList<string> Members);
