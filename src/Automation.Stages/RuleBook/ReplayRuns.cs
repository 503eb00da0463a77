using System.Collections.Concurrent;
using Automation.Rules.Compilation;
using Automation.Rules.Replay;
using Automation.Workflows.Execution;
using Microsoft.Extensions.Logging;

namespace Automation.Stages.RuleBook;

/// <summary>
/// Runs replays of the drafts over past tickets. A run belongs to the node it was asked of and is forgotten with it: it is an answer, not a part of the desk's state.
/// It is kept for <see cref="Kept"/> after its end, and for less when the texts of the tickets it lists take too much.
/// </summary>
public sealed class ReplayRuns : IDisposable
{
    /// <summary>How long a run can be asked for after its end.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(15);

    /// <summary>Tickets of one replay.</summary>
    public const int MostTickets = 200_000;

    private const int MostRunning = 2;
    private const int MostKept = 20;
    private readonly ConcurrentDictionary<Guid, ReplayRun> _runs = [];
    private readonly RuleEditor _editor;
    private readonly PastTickets _past;
    private readonly IIdGenerator _ids;
    private readonly TimeProvider _time;
    private readonly ILogger<ReplayRuns> _logger;
    private readonly ITimer _clock;
    private readonly long _mostBytes;

    /// <param name="mostBytes">What the texts of all runs may take together; the oldest runs are let go of first.</param>
    public ReplayRuns(RuleEditor editor, PastTickets past, IIdGenerator ids, TimeProvider time, ILogger<ReplayRuns> logger, long mostBytes = 64 << 20)
    {
        (_editor, _past, _ids, _time, _logger, _mostBytes) = (editor, past, ids, time, logger, mostBytes);
        _clock = time.CreateTimer(_ => Forget(), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
    }

    /// <summary>Begins a replay of what is in force against the drafts.</summary>
    /// <exception cref="ArgumentException">The range has no end or is too long, or it begins after it ends.</exception>
    /// <exception cref="InvalidOperationException">Enough replays are running already.</exception>
    /// <exception cref="Automation.Rules.Files.RuleFileException">The drafts do not make a whole.</exception>
    public async Task<ReplayRun> StartAsync(PastRange range, string person, CancellationToken cancellationToken)
    {
        if (range.Last is < 1 or > MostTickets)
            throw new ArgumentException($"A replay takes 1 to {MostTickets} tickets, not {range.Last}.");
        if (range.From >= range.Until)
            throw new ArgumentException("The range ends before it begins.");
        if (range is { Last: null, From: null })
            throw new ArgumentException("Say which tickets: the last so many, or from which day on.");
        if (_runs.Values.Count(r => r.State == ReplayRunState.Running) >= MostRunning)
            throw new InvalidOperationException($"{MostRunning} replays are running already; wait for one, or cancel it.");
        var workspace = await _editor.ReadAsync(cancellationToken);
        var replay = await Task.Run(
            () => new RuleReplay(
                RuleChain.Compile(workspace.Sets(withDrafts: false), workspace.Lists(withDrafts: false)),
                RuleChain.Compile(workspace.Sets(withDrafts: true), workspace.Lists(withDrafts: true))),
            cancellationToken);
        var run = new ReplayRun(_ids.NewGuid(), range with { Last = Math.Min(range.Last ?? MostTickets, MostTickets) }, person, replay, _time.GetUtcNow()) { Drafts = workspace.DraftedSets };
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
            run.Total = await _past.CountAsync(run.Range, run.Stopped);
            var report = await run.RunAsync(_past.ReadAsync(run.Range, run.Stopped), new Teller(run));
            run.End(ReplayRunState.Finished, _time.GetUtcNow(), report);
        }
        catch (OperationCanceledException)
        {
            run.End(ReplayRunState.Cancelled, _time.GetUtcNow());
        }
        catch (Exception e)
        {
            // The person who asked is told; nothing else depends on it.
            _logger.LogError(e, "A replay failed.");
            run.End(ReplayRunState.Failed, _time.GetUtcNow(), problem: e.GetBaseException().Message);
        }

        Forget();
    }

    private void Forget()
    {
        var (now, bytes, kept) = (_time.GetUtcNow(), 0L, 0);
        foreach (var run in _runs.Values.Where(r => r.State != ReplayRunState.Running).OrderByDescending(r => r.StartedAt))
        {
            bytes += run.Bytes;
            kept++;

            // The newest is kept whatever it takes: somebody is looking at it.
            if (now - run.EndedAt < Kept && kept <= MostKept && (kept == 1 || bytes <= _mostBytes))
                continue;
            _runs.TryRemove(run.Id, out _);
            run.LetGo();
        }
    }

    public void Dispose() => _clock.Dispose();

    /// <summary>Told at once, not through a context that a page may have left.</summary>
    private sealed class Teller(ReplayRun run) : IProgress<ReplayProgress>
    {
        public void Report(ReplayProgress value) => run.Tell(value);
    }
}
