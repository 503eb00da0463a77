using Automation.Stages.Health;
using Automation.Stages.People;

namespace Automation.Server.Work;

/// <summary>Takes in what an administrator changes in the directory file, and teams that another node took in.</summary>
internal sealed class DirectoryLoop(DirectorySync directory, StartGate gate, ProblemBoard problems, TimeProvider time, ILogger<DirectoryLoop> logger)
    : WorkLoop("directory", new WorkSignal(), TimeSpan.FromSeconds(15), gate, problems, time, logger)
{
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        await directory.RefreshAsync(cancellationToken);
        return false;
    }
}
