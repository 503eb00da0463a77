using Automation.Tickets.Classification;
using Automation.Tickets.History;

namespace Automation.Desk.Tickets;

/// <summary>What people put right in a ticket's history.</summary>
internal static class Corrections
{
    /// <summary>The last correction of an outcome; null when it stands as the rules decided it last.</summary>
    public static ClassificationCorrected? Of(IReadOnlyList<TicketEvent> history, string outcome)
    {
        for (var i = history.Count - 1; i >= 0; i--)
        {
            switch (history[i])
            {
                case ClassificationCorrected corrected when ValueOf(corrected.After, outcome) is not null:
                    return corrected;
                case RulesApplied applied when ValueOf(applied.Decided, outcome) is not null:
                case TeamChosen when outcome == "team":
                    return null;
            }
        }

        return null;
    }

    public static string? ValueOf(TicketClassification classification, string outcome) => outcome switch
    {
        "type" => classification.Type,
        "category" => classification.Category,
        "priority" => classification.Priority,
        "team" => classification.Team,
        _ => null,
    };
}
