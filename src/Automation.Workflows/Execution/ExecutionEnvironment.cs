using System.Globalization;
using Automation.Workflows.Values;

namespace Automation.Workflows.Execution;

/// <summary>Gives ids that are new.</summary>
public interface IIdGenerator
{
    /// <summary>A short id of letters and digits.</summary>
    string NewId();

    Guid NewGuid();
}

/// <summary>Ids that sort roughly by the time they were made, which keeps database indexes compact.</summary>
public sealed class TimeOrderedIds(TimeProvider time) : IIdGenerator
{
    public string NewId() => NewGuid().ToString("N", CultureInfo.InvariantCulture);

    public Guid NewGuid() => Guid.CreateVersion7(time.GetUtcNow());
}

/// <summary>The host's own objects that activities may use during one unit of work.</summary>
/// <param name="services">Asked for what was not added; null when there is nothing else.</param>
public sealed class HostServices(IServiceProvider? services = null)
{
    private readonly Dictionary<Type, object> _added = [];

    public HostServices Add<T>(T service) where T : class
    {
        _added[typeof(T)] = service;
        return this;
    }

    public T? Find<T>() where T : class =>
        _added.TryGetValue(typeof(T), out var service) ? (T)service : services?.GetService(typeof(T)) as T;
}

/// <summary>Starts other workflows from within a burst.</summary>
public interface IChildRunner
{
    /// <summary>Runs another workflow to its first rest, within the same unit of work.</summary>
    /// <exception cref="WorkflowNotFoundException">There is no published workflow with that id.</exception>
    /// <exception cref="EndlessWorkflowException">It has led to itself too often.</exception>
    ValueTask<ChildRun> RunAsync(string definitionId, string? correlationId, ValueMap input, string parentInstanceId, Lineage lineage, CancellationToken cancellation);

    /// <summary>To be asked before a workflow is dispatched, so that who asks fails with it.</summary>
    /// <param name="pending">How many of those that count the burst has asked for already.</param>
    /// <exception cref="EndlessWorkflowException">It has led to itself too often.</exception>
    ValueTask DemandRoomAsync(string definitionId, Lineage lineage, int pending, CancellationToken cancellation);

    /// <summary>To be asked before an event is published, so that who publishes fails with it.</summary>
    /// <exception cref="EndlessWorkflowException">A workflow that it starts has led to itself too often.</exception>
    ValueTask DemandRoomAsync(PublishedEvent published, Lineage lineage, CancellationToken cancellation);
}

/// <summary>How far a child workflow came.</summary>
/// <param name="Endless">What it says when it failed because it leads to itself without end; null otherwise.</param>
public sealed record ChildRun(string InstanceId, WorkflowStatus Status, WorkflowSubStatus SubStatus, ValueMap Output, string? Endless = null);

/// <summary>There is no workflow where one was asked for.</summary>
public sealed class WorkflowNotFoundException(string message) : Exception(message);

/// <summary>What a burst takes from outside.</summary>
/// <param name="MaxSteps">Activities executed in one burst; a loop that never waits is stopped with an incident.</param>
/// <param name="MaxTime">How long one burst may go on to further activities: it holds the transaction, and on SQLite the only writer. Null: without a limit.</param>
/// <param name="MaxWork">How long it may go on over all its turns without waiting for anything. Null: without a limit.</param>
/// <param name="Turn">When it lets others go; null when it must come to rest in one go.</param>
public sealed record ExecutionEnvironment(
    TimeProvider Time, IIdGenerator Ids, HostServices Host, IChildRunner? Children = null, int MaxSteps = 20_000, TimeSpan? MaxTime = null, TimeSpan? MaxWork = null, Turn? Turn = null);
