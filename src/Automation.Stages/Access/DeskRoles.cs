namespace Automation.Stages.Access;

/// <summary>What a person is to the help desk. Everyone who may see the desk reads; a role lets them change what it names.</summary>
public static class DeskRoles
{
    /// <summary>Edits, publishes and runs workflows.</summary>
    public const string ProcessOwner = "ProcessOwner";

    /// <summary>Edits, publishes and rolls back rules.</summary>
    public const string RulesAdministrator = "RulesAdministrator";

    public static IReadOnlyList<string> All { get; } = [ProcessOwner, RulesAdministrator];
}
