namespace Automation.Rules.Model;

/// <summary>The ways to choose the member of the team who gets a ticket: the values of the outcome <c>assignee</c>.</summary>
public static class AssigneeStrategies
{
    /// <summary>Who has the fewest tickets that are not resolved; of several the one who waited longest for a new one.</summary>
    public const string LeastBusy = "least-busy";

    /// <summary>Who waited longest for a new ticket.</summary>
    public const string InTurn = "in-turn";

    public static IReadOnlyList<string> All { get; } = [LeastBusy, InTurn];
}
