namespace Automation.Workflows.Execution;

/// <summary>How a burst that takes long lets others go.</summary>
internal sealed partial class Burst
{
    /// <summary>
    /// True when the rest is for another turn. An activity at least is executed in each, so that it comes to an end; and what a trigger brought is in this burst only,
    /// so the trigger is.
    /// </summary>
    private bool IsTurnOver(int executed) => executed > 0 && _triggerActivityId is null && Environment.Turn?.IsOver(Environment.Time) is true;

    private void PutAside(ActivityInstance next, int steps, TimeSpan worked)
    {
        var aside = State.Aside ??= new PutAside();
        aside.Scheduled.Add(next.Id);
        aside.Scheduled.AddRange(_scheduled.Where(instance => instance.Status == ActivityStatus.Pending).Select(instance => instance.Id));
        // What comes between two turns does not set back what was counted.
        aside.Steps = Math.Max(aside.Steps, steps);
        aside.Worked = aside.Worked > worked ? aside.Worked : worked;
        _scheduled.Clear();
        if (State.Bookmarks.Exists(bookmark => bookmark.Name == Turn.Bookmark))
            return;
        var root = State.Root!;
        var again = Wait(root, Turn.Stimulus, null, keep: false);
        // It works, and the journal must not say that it waits.
        _waitingNow.Remove(root.Id);
        Result.Timers.Add(new ScheduledTimer(again.Id, State.Id, Environment.Time.GetUtcNow()));
    }

    /// <summary>Takes up what was put aside.</summary>
    private async ValueTask TakeUpAsync(ActivityInstance root)
    {
        if (State.Aside is not { } aside)
            return;
        State.Aside = null;
        (_stepsBefore, _workedBefore) = (aside.Steps, aside.Worked);
        foreach (var id in aside.Scheduled)
        {
            // One that was cancelled meanwhile is not there any more.
            if (_loaded.TryGetValue(id, out var instance) && instance.Status == ActivityStatus.Pending)
                _scheduled.Enqueue(instance);
        }

        // What came in between may have left nothing to do, and only the bookmark kept the workflow from ending.
        await StepAsync(root, static _ => ValueTask.CompletedTask);
    }
}
