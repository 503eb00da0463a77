using Automation.Storage.Database;
using Automation.Workflows.Execution;
using Automation.Workflows.Runtime;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Automation.Storage.Workflows;

/// <summary>
/// Opens a workflow session, runs something on it and commits everything at once. When another writer was faster, the work is done again on what is stored now;
/// that is safe because activities do nothing outside of their session. Thread-safe.
/// </summary>
public sealed class WorkflowUnits(DeskDatabase database, TimeProvider time, IWorkflowWakeUp? wakeUp = null)
{
    private const int Attempts = 12;

    /// <param name="work">May run more than once, each time on a fresh session; what it throws is thrown and nothing is kept.</param>
    /// <param name="host">What activities may use.</param>
    /// <exception cref="WorkflowConflictException">Others were faster a dozen times in a row.</exception>
    public async Task<T> RunAsync<T>(Func<WorkflowUnit, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken, HostServices? host = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OnceAsync(work, host ?? new HostServices(), cancellationToken);
            }
            catch (Exception e) when (attempt < Attempts && IsLostRace(e))
            {
                // The next attempt sees what the faster one stored.
            }
        }
    }

    private async Task<T> OnceAsync<T>(Func<WorkflowUnit, CancellationToken, ValueTask<T>> work, HostServices host, CancellationToken cancellationToken)
    {
        WorkflowSession session;
        T result;
        await using (var context = database.Open())
        {
            await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
            session = new WorkflowSession(new WorkflowLookups(context, time), host);
            result = await work(new WorkflowUnit(context, session), cancellationToken);
            await session.WriteToAsync(cancellationToken);
            await database.Dialect.SaveAsync(context, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        if (session.EarliestDue is { } due)
            wakeUp?.TimerSet(due);
        if (session.LeavesEffects)
            wakeUp?.EffectsLeft();
        return result;
    }

    /// <summary>True when the same work may succeed if it is done again at once. Two that make the same row count too: the second will find it.</summary>
    internal static bool IsLostRace(Exception problem) =>
        problem is WorkflowConflictException
        || DatabaseFaults.IsLostRace(problem)
        || problem is DbUpdateException { InnerException: PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } or SqliteException { SqliteExtendedErrorCode: 1555 or 2067 } };
}
