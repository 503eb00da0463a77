using System.Text.Json.Serialization;
using Automation.Workflows.Values;

namespace Automation.Workflows.Execution;

/// <summary>
/// Something an activity wants done after the commit. Stored with the instance, done by the host at least once;
/// <see cref="Id"/> lets it recognise a repetition.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(SendHttp), "sendHttp")]
[JsonDerivedType(typeof(HttpReply), "httpReply")]
[JsonDerivedType(typeof(RunTaskRequest), "runTask")]
[JsonDerivedType(typeof(DispatchRequest), "dispatch")]
[JsonDerivedType(typeof(PublishRequest), "publish")]
public abstract record WorkflowEffect(string Id);

/// <summary>
/// Send an HTTP request, then resume <paramref name="BookmarkId"/> with an <see cref="HttpResult"/> as the payload.
/// The host refuses private and link-local addresses unless they are allowed.
/// </summary>
public sealed record SendHttp(
    string Id, string BookmarkId, string Url, string Method, [property: JsonConverter(typeof(ValueConverter))] object? Content, string? ContentType, string? Authorization, ValueMap Headers)
    : WorkflowEffect(Id);

/// <summary>How an HTTP request ended; the payload with which its bookmark is resumed.</summary>
/// <param name="StatusCode">0 when there was no answer.</param>
/// <param name="Failure">Null, <c>Timeout</c> or <c>FailedToConnect</c>.</param>
/// <param name="Content">The body: parsed when it is JSON, else text.</param>
public sealed record HttpResult(int StatusCode, string? Failure, object? Content, ValueMap? Headers);

/// <summary>The answer to the HTTP request that started or resumed the instance.</summary>
public sealed record HttpReply(string Id, int StatusCode, object? Content, string? ContentType, ValueMap Headers) : WorkflowEffect(Id);

/// <summary>Ask the host's worker for a task, then send the stimulus <c>Elsa.RunTask</c> with the payload <c>{taskId}</c>.</summary>
public sealed record RunTaskRequest(string Id, string TaskId, string TaskName, ValueMap Payload) : WorkflowEffect(Id);

/// <summary>Start an instance of another workflow under the given id.</summary>
/// <param name="ParentInstanceId">The instance that waits for it; null when none does.</param>
/// <param name="By">Whose journal says so when it cannot be started and nobody waits for it.</param>
/// <param name="Lineage">What led to it; given by the burst that asks.</param>
public sealed record DispatchRequest(
    string Id, string DefinitionId, string InstanceId, string? CorrelationId, ValueMap Input, string? ParentInstanceId, Dispatcher? By = null, Lineage? Lineage = null) : WorkflowEffect(Id);

/// <summary>The activity that started another workflow, or published the event that does.</summary>
/// <param name="Item">The number of the item it was started for, from 1 on; null when there are no items.</param>
public sealed record Dispatcher(string InstanceId, string ActivityInstanceId, string? ParentActivityInstanceId, string NodeId, int? Item = null);

/// <summary>Publish an event that was too much for the unit of work it came from.</summary>
public sealed record PublishRequest(string Id, PublishedEvent Event) : WorkflowEffect(Id);

/// <summary>An event a workflow published. The runtime delivers it within the same unit of work.</summary>
/// <param name="InstanceId">Only this instance may receive it; null for all.</param>
/// <param name="By">Whose journal says so when it starts nothing because it would without end.</param>
/// <param name="Lineage">What led to the instances it starts; given by the burst that publishes.</param>
public sealed record PublishedEvent(
    string Name, string? CorrelationId, [property: JsonConverter(typeof(ValueConverter))] object? Payload, string? InstanceId, Dispatcher? By = null, Lineage? Lineage = null);

/// <summary>A moment at which a bookmark is to be resumed. The row comes first; a trigger in a scheduler is made from it.</summary>
/// <param name="DueAt">In UTC.</param>
public sealed record ScheduledTimer(string BookmarkId, string InstanceId, DateTimeOffset DueAt);
