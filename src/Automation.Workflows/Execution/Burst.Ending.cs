using Automation.Workflows.Activities;
using Automation.Workflows.Activities.Composition;
using Automation.Workflows.Graphs;

namespace Automation.Workflows.Execution;

/// <summary>How activities wait, end, fail and are cancelled.</summary>
internal sealed partial class Burst
{
    public Bookmark Wait(ActivityInstance instance, Stimulus stimulus, string? tag, bool keep)
    {
        var payload = Values.WorkflowValue.Normalise(stimulus.Payload);
        var bookmark = new Bookmark(
            Environment.Ids.NewId(), stimulus.Name, StimulusHash.Of(stimulus.Name, payload), payload,
            instance.NodeId, instance.Node.Id, instance.Id, Environment.Time.GetUtcNow(), tag, keep);
        State.Bookmarks.Add(bookmark);
        Result.BookmarksCreated.Add(bookmark);
        instance.WaitsFor++;
        _waitingNow.Add(instance.Id);
        return bookmark;
    }

    public Bookmark WaitUntil(ActivityInstance instance, DateTimeOffset due, string? tag)
    {
        var bookmark = Wait(instance, new Stimulus(instance.Node.Type, new Values.ValueMap { ["resumeAt"] = Values.WorkflowValue.Normalise(due.ToUniversalTime()) }), tag, keep: false);
        Result.Timers.Add(new ScheduledTimer(bookmark.Id, State.Id, due.ToUniversalTime()));
        return bookmark;
    }

    private void Burn(Bookmark bookmark)
    {
        State.Bookmarks.Remove(bookmark);
        if (_loaded.TryGetValue(bookmark.ActivityInstanceId, out var waiting))
            waiting.WaitsFor--;
        if (Result.BookmarksCreated.Remove(bookmark))
            Result.Timers.RemoveAll(timer => timer.BookmarkId == bookmark.Id);
        else
            Result.BookmarksBurned.Add(bookmark);
    }

    private void BurnAll(ActivityInstance instance)
    {
        if (instance.WaitsFor == 0)
            return;
        foreach (var bookmark in State.Bookmarks.FindAll(bookmark => bookmark.ActivityInstanceId == instance.Id))
            Burn(bookmark);
        instance.WaitsFor = 0;
        _waitingNow.Remove(instance.Id);
    }

    private void End(ActivityInstance instance, IReadOnlyList<string> outcomes)
    {
        CancelChildren(instance, static _ => true);
        BurnAll(instance);
        instance.Status = ActivityStatus.Completed;
        Journal(instance, JournalEvent.Completed, null);
        if (Graph.ReadsOutputs && instance.Outputs is { Count: > 0 } outputs)
        {
            (State.ActivityOutputs ??= [])[instance.NodeId] = outputs;
            State.LastOutputNodeId = instance.NodeId;
        }

        Touch(instance, outcomes, null);
        _lastEnded = instance.Id;
        _completion = null;

        if (instance.Parent is { } parent)
        {
            parent.Children.Remove(instance);
            return;
        }

        State.FinalVariables = instance.Variables ?? [];
        Stop(WorkflowSubStatus.Finished);
        State.Root = null;
    }

    /// <summary>Cancels the children chosen; those only scheduled as well.</summary>
    public IReadOnlyList<ActivityNode> CancelChildren(ActivityInstance parent, Func<ActivityInstance, bool> which)
    {
        if (parent.Children.Count == 0)
            return [];
        var chosen = parent.Children.FindAll(child => which(child));
        foreach (var child in chosen)
        {
            Cancel(child);
            parent.Children.Remove(child);
        }

        return chosen.ConvertAll(child => child.Node);
    }

    private void Cancel(ActivityInstance instance)
    {
        foreach (var child in instance.Children)
            Cancel(child);
        instance.Children.Clear();
        BurnAll(instance);
        var began = instance.Status != ActivityStatus.Pending;
        instance.Status = ActivityStatus.Cancelled;
        if (!began)
            return;
        Journal(instance, JournalEvent.Canceled, null);
        Touch(instance, [], null);
    }

    private bool Cancel(BurstStart.Cancel cancel)
    {
        if (State.Root is not { } root)
            return false;
        if (cancel.Reason is { } reason)
            Journal(root, JournalEvent.Canceled, reason);
        State.FinalVariables = root.Variables ?? [];
        Cancel(root);
        State.Root = null;
        Stop(WorkflowSubStatus.Cancelled);
        return true;
    }

    private async ValueTask<bool> FailAsync(BurstStart.Fail fail)
    {
        if (State.Status != WorkflowStatus.Running || State.Bookmarks.Find(bookmark => bookmark.Id == fail.BookmarkId) is not { } bookmark
            || !_loaded.TryGetValue(bookmark.ActivityInstanceId, out var instance))
        {
            return false;
        }

        if (instance.Node.Activity is IOutlivesRefusal)
            return await ResumeAsync(new BurstStart.Resume(bookmark.Id, ChildFinished.RefusalOf(bookmark, fail.Message, fail.Endless)));

        State.SubStatus = WorkflowSubStatus.Executing;
        CancelChildren(instance, static _ => true);
        BurnAll(instance);
        Fault(instance, fail.Endless ? new EndlessWorkflowException(fail.Message) : new EffectFailedException(fail.Message));
        return true;
    }

    private void Fault(ActivityInstance instance, Exception exception)
    {
        instance.Status = ActivityStatus.Faulted;
        _completion = null;
        _completeComposite = null;
        for (var scope = instance; scope is not null; scope = scope.Parent)
            scope.FaultCount++;

        var causes = new List<IncidentCause>();
        for (var cause = exception; cause is not null; cause = cause.InnerException)
            causes.Add(new IncidentCause(cause.GetType().Name, cause.Message));
        var incident = new Incident(
            instance.Node.Id, instance.NodeId, instance.Id, instance.Node.Type, exception.Message, causes, Environment.Time.GetUtcNow());
        State.Incidents.Add(incident);
        Result.Incidents.Add(incident);
        Journal(instance, JournalEvent.Faulted, exception.Message);
        Touch(instance, [], string.Join(" → ", causes.Select(cause => $"{cause.Type}: {cause.Message}")));

        if (!Graph.Definition.Options.ContinueAfterIncident)
            Stop(WorkflowSubStatus.Faulted);
    }

    /// <summary>What was scheduled stays in the state, so that a retry goes on where the instance stopped.</summary>
    private void Stop(WorkflowSubStatus subStatus)
    {
        _stopped = true;
        State.Status = WorkflowStatus.Finished;
        State.SubStatus = subStatus;
        State.FinishedAt = Environment.Time.GetUtcNow();
    }

    private bool Retry(BurstStart.Retry retry)
    {
        if (State.Root is not { } root)
            return false;
        var faulted = _loaded.Values
            .Where(instance => instance.Status == ActivityStatus.Faulted && retry.ActivityInstanceIds?.Contains(instance.Id) is not false)
            .ToList();
        if (faulted.Count == 0)
            return false;

        foreach (var instance in faulted)
        {
            Journal(instance, JournalEvent.Retried, null);
            instance.Status = ActivityStatus.Pending;
            State.Incidents.RemoveAll(incident => incident.ActivityInstanceId == instance.Id);
        }

        State.Status = WorkflowStatus.Running;
        State.SubStatus = WorkflowSubStatus.Executing;
        State.FinishedAt = null;
        Enqueue(root);
        return true;
    }

    private void Enqueue(ActivityInstance instance)
    {
        if (instance.Status == ActivityStatus.Pending)
            _scheduled.Enqueue(instance);
        foreach (var child in instance.Children)
            Enqueue(child);
    }

    private void Settle()
    {
        if (!_stopped && State.Root is not null)
        {
            if (State.Bookmarks.Count == 0 && State.Incidents.Count > 0)
                Stop(WorkflowSubStatus.Faulted);
            else
                State.SubStatus = State.Aside is null ? WorkflowSubStatus.Suspended : WorkflowSubStatus.Executing;
        }

        if (State.Root is { } root)
            TouchOpen(root);
        State.UpdatedAt = Environment.Time.GetUtcNow();
    }

    /// <summary>Containers that began in this burst and are still open get a record too.</summary>
    private void TouchOpen(ActivityInstance instance)
    {
        if (instance.Status != ActivityStatus.Pending && !_recordIndex.ContainsKey(instance.Id) && !_loaded.ContainsKey(instance.Id))
            Touch(instance, [], null);
        foreach (var child in instance.Children)
            TouchOpen(child);
    }

    public void Journal(ActivityInstance instance, string eventName, string? message) => Result.Journal.Add(new JournalEntry(
        ++State.Sequence, instance.Id, instance.Parent?.Id, instance.Node.Id, instance.Node.Type, instance.Node.TypeVersion, instance.Node.Name,
        instance.NodeId, Environment.Time.GetUtcNow(), eventName, message));

    /// <summary>The inputs as people may read them: a secret shows only that there is one.</summary>
    private static Values.ValueMap? Shown(ActivityInstance instance) =>
        instance.Node.Activity is Activities.Http.HttpRequestActivity activity ? activity.Shown(instance.Inputs) : instance.Inputs;

    private void Touch(ActivityInstance instance, IReadOnlyList<string> outcomes, string? exception)
    {
        var now = Environment.Time.GetUtcNow();
        var record = new ActivityRecord(
            instance.Id, instance.Parent?.Id, instance.ScheduledBy, instance.NodeId, instance.Node.Id, instance.Node.Type, instance.Node.TypeVersion,
            instance.Node.Name, instance.Status, Shown(instance), instance.Outputs, outcomes, instance.WaitsFor > 0, instance.FaultCount, exception,
            instance.StartedAt ?? now, instance.Status is ActivityStatus.Completed or ActivityStatus.Cancelled ? now : null);
        if (_recordIndex.TryGetValue(instance.Id, out var index))
        {
            Result.Records[index] = record;
            return;
        }

        _recordIndex[instance.Id] = Result.Records.Count;
        Result.Records.Add(record);
    }
}
