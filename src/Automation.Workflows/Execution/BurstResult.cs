namespace Automation.Workflows.Execution;

/// <summary>What a burst did; everything in it is to be committed together with the new state, or not at all.</summary>
public sealed class BurstResult(WorkflowState state)
{
    public WorkflowState State { get; } = state;

    public List<JournalEntry> Journal { get; } = [];

    /// <summary>One for every activity instance touched, in the order first touched.</summary>
    public List<ActivityRecord> Records { get; } = [];

    public List<Bookmark> BookmarksCreated { get; } = [];

    /// <summary>Bookmarks stored before the burst that are gone now.</summary>
    public List<Bookmark> BookmarksBurned { get; } = [];

    public List<ScheduledTimer> Timers { get; } = [];

    public List<PublishedEvent> Events { get; } = [];

    public List<WorkflowEffect> Effects { get; } = [];

    public List<Incident> Incidents { get; } = [];

    /// <summary>What WriteLine wrote, in order.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>False when the burst found nothing to do: the bookmark was already gone.</summary>
    public bool Ran { get; internal set; } = true;
}

/// <summary>Why a burst runs.</summary>
public abstract record BurstStart
{
    private BurstStart()
    {
    }

    /// <summary>The first burst.</summary>
    /// <param name="TriggerActivityId">Begin at this activity, which was triggered.</param>
    /// <param name="Payload">What the trigger brought.</param>
    public sealed record Begin(string? TriggerActivityId = null, object? Payload = null) : BurstStart;

    /// <summary>A bookmark was met.</summary>
    public sealed record Resume(string BookmarkId, object? Payload = null) : BurstStart;

    /// <summary>What a bookmark waits for will never come: the activity fails with an incident, and a retry executes it anew. One that waits for several workflows is only told.</summary>
    /// <param name="Endless">It will not come because a workflow leads to itself without end; who waits for the activity's own instance is told the same.</param>
    public sealed record Fail(string BookmarkId, string Message, bool Endless = false) : BurstStart;

    /// <summary>Run faulted activities again.</summary>
    /// <param name="ActivityInstanceIds">Which; null for all.</param>
    public sealed record Retry(IReadOnlyCollection<string>? ActivityInstanceIds = null) : BurstStart;

    /// <summary>End the instance.</summary>
    public sealed record Cancel(string? Reason = null) : BurstStart;
}

/// <summary>What an activity had asked for after the commit could not be done.</summary>
public sealed class EffectFailedException(string message) : Exception(message);

/// <summary>What meets a bookmark, as the waiting activity sees it.</summary>
public sealed record Resumption(Bookmark Bookmark, object? Payload);
