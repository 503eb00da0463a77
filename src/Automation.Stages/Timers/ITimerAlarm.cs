namespace Automation.Stages.Timers;

/// <summary>An alarm clock with one time set. It may ring late, twice or not at all: the rows decide what is due.</summary>
public interface ITimerAlarm
{
    /// <summary>Rings at this moment (UTC), and no longer at the one set before. Null: not at all.</summary>
    Task SetAsync(DateTimeOffset? at, CancellationToken cancellationToken);
}
