using Automation.Stages.Health;
using Automation.Storage.Workflows;

namespace Automation.Stages.Instances;

/// <summary>
/// Tells the administrator of workflow instances in which something failed, in one line a workflow, with the way to them.
/// What it tells is read from the rows, so it is true on every node and after a restart, and goes when they were retried, cancelled or deleted. For one loop; not thread-safe.
/// </summary>
public sealed class InstanceHealth(InstanceTroubles troubles, ProblemBoard problems)
{
    private HashSet<string> _told = [];

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var trouble in await troubles.ReadAsync(cancellationToken))
        {
            var key = $"workflow-incidents:{trouble.DefinitionId}";
            told.Add(key);
            problems.Report(key, trouble.Stopped > 0 ? ProblemSeverity.Error : ProblemSeverity.Warning, Sentence(trouble), LinkTo(trouble.DefinitionId));
        }

        foreach (var gone in _told.Except(told))
            problems.Clear(gone);
        _told = told;
    }

    /// <summary>The designer's list of a workflow's instances with incidents.</summary>
    public static string LinkTo(string definitionId) => $"/workflows/instances?hasIncidents=True&search={Uri.EscapeDataString(definitionId)}";

    private static string Sentence(InstanceTrouble trouble)
    {
        var what = (trouble.Stopped, trouble.GoingOn) switch
        {
            (1, 0) => $"An instance of the workflow '{trouble.Name}' failed and stands still.",
            (0, 1) => $"A part of an instance of the workflow '{trouble.Name}' failed; the rest goes on.",
            (0, var going) => $"In {going} instances of the workflow '{trouble.Name}' a part failed; the rest goes on.",
            (var stopped, 0) => $"{stopped} instances of the workflow '{trouble.Name}' failed and stand still.",
            var (stopped, going) => $"{stopped} instances of the workflow '{trouble.Name}' failed and stand still; in {going} more a part failed.",
        };
        return $"{what} Open it to retry when the cause is gone, or to delete it. {(trouble.Stopped + trouble.GoingOn == 1 ? "" : "The latest: ")}{trouble.Latest}".TrimEnd();
    }
}
