using System.Collections.Frozen;

namespace Automation.Rules.Model;

/// <summary>Everything a rule can decide. A new outcome is one line; its <c>decided.*</c> field follows by itself.</summary>
public static class StandardOutcomes
{
    private static readonly List<Outcome> Outcomes = [];

    public static readonly Outcome Type = Add("type", "type", "The type of the ticket.", values: ["incident", "service-request", "feature-request", "maintenance", "problem"]);
    public static readonly Outcome Category = Add("category", "category", "The category, a branch of the category tree.", isPath: true);
    public static readonly Outcome LineOfBusiness = Add("lineOfBusiness", "line of business", "The line of business the ticket belongs to.");
    public static readonly Outcome Impact = Add("impact", "impact", "How many people or how much business is hit.", values: ["high", "medium", "low"]);
    public static readonly Outcome Urgency = Add("urgency", "urgency", "How soon it must be mended.", values: ["high", "medium", "low"]);
    public static readonly Outcome Priority = Add("priority", "priority", "The priority, P1 the highest.", values: ["P1", "P2", "P3", "P4"]);
    public static readonly Outcome Team = Add("team", "team", "The team that works on the ticket.");
    public static readonly Outcome Assignee = Add("assignee", "assignee", "How the member of the team who gets the ticket is chosen: who has the fewest open tickets, or one after the other.", values: AssigneeStrategies.All);
    public static readonly Outcome SlaPolicy = Add("slaPolicy", "service level", "The service level policy that gives the due times.");
    public static readonly Outcome Tags = Add("tags", "tags", "Tags put on the ticket.", many: true);
    public static readonly Outcome Watchers = Add("watchers", "watchers", "Addresses of people who take part from the start: they get a copy of the first reply, and may write on the ticket.", many: true);
    public static readonly Outcome Acknowledgement = Add("acknowledgement", "first reply", "The template of the first reply.");

    /// <summary>Makes no ticket; the value is the reason shown to people. Nothing after it in the chain is decided.</summary>
    public static readonly Outcome Ignore = Add("ignore", "ignore it", "No ticket is made, for this reason.");

    /// <summary>All outcomes; the index is <see cref="Outcome.Id"/>.</summary>
    public static IReadOnlyList<Outcome> All { get; } = Outcomes.AsReadOnly();

    private static readonly FrozenDictionary<string, Outcome> ByName = Outcomes.ToFrozenDictionary(outcome => outcome.Name, StringComparer.Ordinal);

    /// <summary>The outcome of this name (case counts), or null.</summary>
    public static Outcome? Find(string name) => ByName.GetValueOrDefault(name);

    private static Outcome Add(string name, string label, string description, bool many = false, bool isPath = false, IReadOnlyList<string>? values = null)
    {
        var outcome = new Outcome(Outcomes.Count, name, label, description) { Many = many, IsPath = isPath, Values = values ?? [] };
        Outcomes.Add(outcome);
        return outcome;
    }
}
