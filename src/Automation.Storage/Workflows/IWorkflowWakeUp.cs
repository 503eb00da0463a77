namespace Automation.Storage.Workflows;

/// <summary>Told after a commit what it left for later. Only saves waiting: the rows are found without it.</summary>
public interface IWorkflowWakeUp
{
    /// <summary>Something falls due at this moment (UTC).</summary>
    void TimerSet(DateTimeOffset dueAt);

    /// <summary>Something is to be done now.</summary>
    void EffectsLeft();
}
