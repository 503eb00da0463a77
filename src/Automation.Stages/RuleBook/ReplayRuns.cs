using System.Collections.Concurrent;
using Automation.Rules.Compilation;
using Automation.Rules.Replay;
using Automation.Workflows.Execution;
using Microsoft.Extensions.Logging;

namespace Automation.Stages.RuleBook;

/// <summary>
/// Runs replays of the drafts over past tickets. A run belongs to the node it was asked of and is forgotten with it: it is an answer, not a part of the desk's state.
/// </summary>
public sealed class ReplayRuns(RuleEditor editor, PastTickets past, IIdGenerator ids, TimeProvider time, ILogger<ReplayRuns> logger)
{
    /// <summary>Tickets of one replay.</summary>
    public const int MostTickets = 200_000;

    private const int MostRunning = 2;
    private const int MostKept = 20;
    private readonly ConcurrentDictionary<Guid, ReplayRun> _runs = [];

    /// <summary>Begins a replay of what is in force against the drafts.</summary>
    /// <exception cref="ArgumentException">The range has no end or is too long, or it begins after it ends.</exception>
    /// <exception cref="InvalidOperationException">Enough replays are running already.</exception>
    /// <exception cref="Automation.Rules.Files.RuleFileException">The drafts do not make a whole.</exception>
    public async Task<ReplayRun> StartAsync(PastRange range, string person, CancellationToken cancellationToken)
    {
        if (range.Last is < 1 or > MostTickets)
            throw new ArgumentException($"A replay takes 1 to {MostTickets} tickets, not {range.Last}.", nameof(range));
        if (range.From >= range.Until)
            throw new ArgumentException("The range ends before it begins.", nameof(range));
        if (range is { Last: null, From: null })
            throw new ArgumentException("Say which tickets: the last so many, or from which day on.", nameof(range));
        if (_runs.Values.Count(r => r.State == ReplayRunState.Running) >= MostRunning)
            throw new InvalidOperationException($"{MostRunning} replays are running already; wait for one, or cancel it.");
        var workspace = await editor.ReadAsync(cancellationToken);
        var replay = await Task.Run(
            () => new RuleReplay(
                RuleChain.Compile(workspace.Sets(withDrafts: false), workspace.Lists(withDrafts: false)),
                RuleChain.Compile(workspace.Sets(withDrafts: true), workspace.Lists(withDrafts: true))),
            cancellationToken);
        var run = new ReplayRun(ids.NewGuid(), range with { Last = Math.Min(range.Last ?? MostTickets, MostTickets) }, person, replay, time.GetUtcNow());
        _runs[run.Id] = run;
        Forget();
        _ = Task.Run(() => RunAsync(run), CancellationToken.None);
        return run;
    }

    public ReplayRun? Find(Guid id) => _runs.GetValueOrDefault(id);

    private async Task RunAsync(ReplayRun run)
    {
        try
        {
            run.Total = await past.CountAsync(run.Range, run.Stopped);
            var report = await run.Replay.RunAsync(past.ReadAsync(run.Range, run.Stopped), new ReplayOptions(), new Teller(run), run.Stopped);
            run.End(ReplayRunState.Finished, time.GetUtcNow(), report);
        }
        catch (OperationCanceledException)
        {
            run.End(ReplayRunState.Cancelled, time.GetUtcNow());
        }
        catch (Exception e)
        {
            // The person who asked is told; nothing else depends on it.
            logger.LogError(e, "A replay failed.");
            run.End(ReplayRunState.Failed, time.GetUtcNow(), problem: e.GetBaseException().Message);
        }
    }

    private void Forget()
    {
        foreach (var old in _runs.Values.Where(r => r.State != ReplayRunState.Running).OrderByDescending(r => r.StartedAt).Skip(MostKept))
            _runs.TryRemove(old.Id, out _);
    }

    /// <summary>Told at once, not through a context that a page may have left.</summary>
    private sealed class Teller(ReplayRun run) : IProgress<ReplayProgress>
    {
        public void Report(ReplayProgress value) => run.Tell(value);
    }
}
