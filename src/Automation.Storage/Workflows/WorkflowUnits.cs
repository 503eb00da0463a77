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
public sealed class WorkflowUnits : IDisposable
{
    private const int Attempts = 12;

    /// <summary>How long one commit is put together; who is not reached by then has one of their own.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(1);

    private readonly DeskDatabase _database;
    private readonly TimeProvider _time;
    private readonly IWorkflowWakeUp? _wakeUp;
    private readonly IServiceProvider? _services;
    private readonly ParsedDefinitions _definitions = new();
    private readonly SharedCommit _shared;

    /// <param name="services">Where activities find what they ask the host for, unless a unit of work brings its own.</param>
    public WorkflowUnits(DeskDatabase database, TimeProvider time, IWorkflowWakeUp? wakeUp = null, IServiceProvider? services = null)
    {
        (_database, _time, _wakeUp, _services) = (database, time, wakeUp, services);
        _shared = new SharedCommit(CommitTogetherAsync);
    }

    /// <summary>As <see cref="RunAsync"/>, in one commit with others that come at the same time. For work that does everything through its session.</summary>
    /// <param name="work">May run more than once, each time on a fresh session; what it throws is thrown and nothing is kept.</param>
    /// <exception cref="WorkflowConflictException">Others were faster a dozen times in a row.</exception>
    public Task<T> RunSharedAsync<T>(Func<WorkflowSession, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken, HostServices? host = null) =>
        _shared.RunAsync(work, host ?? new HostServices(_services), cancellationToken);

    /// <param name="work">May run more than once, each time on a fresh session; what it throws is thrown and nothing is kept.</param>
    /// <param name="host">What activities may use.</param>
    /// <exception cref="WorkflowConflictException">Others were faster a dozen times in a row.</exception>
    public async Task<T> RunAsync<T>(Func<WorkflowUnit, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken, HostServices? host = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OnceAsync(work, host ?? new HostServices(_services), cancellationToken);
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
        await using (var write = await _database.Dialect.OpenWriteAsync(cancellationToken))
        {
            session = new WorkflowSession(new WorkflowLookups(write.Context, _time, _definitions), host);
            result = await work(new WorkflowUnit(write.Context, session), cancellationToken);
            await session.SaveToAsync(_database.Dialect, cancellationToken);
            await write.CommitAsync(cancellationToken);
        }

        WakeUp(session);
        return result;
    }

    /// <summary>Never throws for one of them: each is told what became of its own work.</summary>
    private async Task CommitTogetherAsync(IReadOnlyList<SharedCommit.Ticket> together)
    {
        var done = new List<SharedCommit.Ticket>(together.Count);
        var again = new List<SharedCommit.Ticket>();
        try
        {
            WorkflowSession session;
            await using (var write = await _database.Dialect.OpenWriteAsync(CancellationToken.None))
            {
                session = new WorkflowSession(new WorkflowLookups(write.Context, _time, _definitions), new HostServices(_services));
                var began = _time.GetTimestamp();
                foreach (var ticket in together)
                {
                    // Others wait for the writer, too.
                    if (_time.GetElapsedTime(began) > Together)
                    {
                        again.Add(ticket);
                        continue;
                    }

                    var own = session.Nested(ticket.Host);
                    try
                    {
                        await ticket.WorkAsync(own);
                        own.Keep();
                        done.Add(ticket);
                    }
                    catch (WorkflowConflictException)
                    {
                        again.Add(ticket);
                    }
                    catch (Exception e) when (!IsOfDatabase(e))
                    {
                        // What the database says ends the transaction for all of them (PostgreSQL, 25P02); this does not.
                        ticket.Fail(e);
                    }
                }

                await session.SaveToAsync(_database.Dialect, CancellationToken.None);
                await write.CommitAsync(CancellationToken.None);
            }

            WakeUp(session);
            foreach (var ticket in done)
                ticket.Finish();
        }
        catch (Exception e) when (IsOfDatabase(e) && !DatabaseFaults.IsOutside(e))
        {
            // One of them met another writer, or asked for what the database refuses; alone, it is seen which, and the others get through.
            again.AddRange(done);
        }

        foreach (var ticket in again)
            await RunAloneAsync(ticket);
    }

    private static bool IsOfDatabase(Exception problem) =>
        problem is WorkflowConflictException or DbUpdateException or System.Data.Common.DbException || (problem.InnerException is { } inner && IsOfDatabase(inner));

    private async Task RunAloneAsync(SharedCommit.Ticket ticket)
    {
        try
        {
            await RunAsync(
                async (unit, _) =>
                {
                    await ticket.WorkAsync(unit.Session);
                    return true;
                },
                ticket.Cancellation,
                ticket.Host);
            ticket.Finish();
        }
        catch (Exception e)
        {
            ticket.Fail(e);
        }
    }

    private void WakeUp(WorkflowSession session)
    {
        if (session.EarliestDue is { } due)
            _wakeUp?.TimerSet(due);
        if (session.LeavesEffects)
            _wakeUp?.EffectsLeft();
    }

    public void Dispose() => _shared.Dispose();

    /// <summary>True when the same work may succeed if it is done again at once. Two that make the same row count too: the second will find it.</summary>
    internal static bool IsLostRace(Exception problem) =>
        problem is WorkflowConflictException
        || DatabaseFaults.IsLostRace(problem)
        || problem is DbUpdateException { InnerException: PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } or SqliteException { SqliteExtendedErrorCode: 1555 or 2067 } };
}
