using Automation.Desk.Tickets;
using Automation.Rules.Comparison;
using Automation.Rules.Fields;
using Automation.Rules.Model;
using Automation.Stages.Content;
using Microsoft.Extensions.Localization;

namespace Automation.Desk.RuleBook;

/// <summary>What people call the values that rules decide, the same on a ticket, in a rule and in the reasons for a decision: <c>service-request</c> is "Service request", a team and a service level are called by their names.</summary>
public sealed class OutcomeNames(IStringLocalizer<DeskText> words, DeskContentHolder? content = null)
{
    /// <summary>Between a value's name and what asks for it stand no keys; what a person wrote themselves, such as a tag or a reason, stays as it is.</summary>
    public string Of(Outcome outcome, string value)
    {
        if (outcome.Many || outcome == StandardOutcomes.Ignore || outcome == StandardOutcomes.LineOfBusiness || value.Length == 0)
            return value;
        if (outcome == StandardOutcomes.Team)
            return content is { IsLoaded: true } ? content.Current.TeamName(value) : value;
        return outcome == StandardOutcomes.SlaPolicy && content is { IsLoaded: true } && content.Current.ServiceLevels.Book.FindPolicy(value) is { } policy ? policy.Name : Words.Of(value, words);
    }

    /// <param name="outcome">By its name in files and traces; of one that this version does not know, the value stands as it is.</param>
    public string Of(string outcome, string value) => StandardOutcomes.Find(outcome) is { } known ? Of(known, value) : value;

    /// <summary>All values of an outcome.</summary>
    public string Of(OutcomeValue value) => string.Join(", ", value.Values.Select(v => Of(value.Outcome, v)));

    /// <summary>An outcome with what is decided for it, as on a chip.</summary>
    public string Chip(OutcomeValue value) => $"{RuleWords.Outcome(value.Outcome, words)}: {Of(value)}";

    /// <summary>A value that a condition compares a field with, or that the field has.</summary>
    public string Of(Field field, string value) => field switch
    {
        { Decides: { } outcome } => Of(outcome, value),
        { Kind: FieldKind.Flag } when bool.TryParse(value, out var flag) => words[RuleText.Flag(flag)],
        { Values.Count: > 0 } => Words.Of(value, words),
        _ => value,
    };

    /// <param name="field">By its name in traces.</param>
    public string OfField(string? field, string value) => StandardFields.Find(field ?? "") is { } known ? Of(known, value) : value;
}
