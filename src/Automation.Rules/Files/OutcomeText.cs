using Automation.Rules.Fields;
using Automation.Rules.Model;

namespace Automation.Rules.Files;

/// <summary>Checks a text that a rule gives to an outcome.</summary>
internal static class OutcomeText
{
    public static bool Check(ProblemLog log, PlacedJson json, Outcome outcome, string text)
    {
        string? reason = null;
        if (string.IsNullOrWhiteSpace(text) || text != text.Trim())
            reason = $"\"{outcome.Label}\" is blank, or begins or ends with a blank.";
        else if (text.Length > RuleLimits.ValueLength)
            reason = $"\"{outcome.Label}\" has {text.Length} characters; {RuleLimits.ValueLength} are allowed.";
        else if (outcome.Values.Count > 0 && !outcome.Values.Contains(text, StringComparer.Ordinal))
            reason = $"\"{outcome.Label}\" must be one of {string.Join(", ", outcome.Values)}, not \"{text}\".";
        else if (outcome.IsPath && text.Split('/').Any(part => part.Trim() != part || part.Length == 0))
            reason = $"\"{text}\" has an empty part between its slashes.";
        else if (outcome == StandardOutcomes.Watchers)
            reason = AddressForm.AddressReason(text, mayBeRough: log.IsStored);
        if (reason is not null)
            log.Add(json, reason);
        return reason is null;
    }
}
