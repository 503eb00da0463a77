namespace Automation.Stages.Access;

/// <summary>Names of the policies that pages and API ask before they change something. Who has which role is the host's matter.</summary>
public static class AccessPolicies
{
    /// <summary>May change workflows and their instances.</summary>
    public const string ProcessOwners = "ProcessOwners";

    /// <summary>May set going again what came to a halt: a mail in quarantine, a reply that was given up. Every role that may change something, but no reader.</summary>
    public const string Operators = "Operators";

    /// <summary>May change rules.</summary>
    public const string RulesAdministrators = "RulesAdministrators";

    public static IReadOnlyList<string> All { get; } = [ProcessOwners, Operators, RulesAdministrators];
}
