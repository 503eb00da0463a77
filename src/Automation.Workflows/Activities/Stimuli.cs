using Automation.Workflows.Activities.Http;
using Automation.Workflows.Activities.Primitives;

namespace Automation.Workflows.Activities;

/// <summary>The stimuli a host sends to the engine's own activities.</summary>
public static class Stimuli
{
    /// <summary>An event of this name.</summary>
    public static Stimulus Event(string name) => Primitives.Event.StimulusOf(name);

    /// <summary>An HTTP request; the path as the endpoint declares it, with its route parameters unresolved.</summary>
    public static Stimulus HttpRequest(string path, string method) => HttpEndpoint.StimulusOf(path, method);

    /// <summary>The end of a workflow that another one started and waits for.</summary>
    public static Stimulus ChildFinished(string instanceId) => Composition.ChildFinished.StimulusOf(instanceId);

    /// <summary>The end of a task that RunTask asked for.</summary>
    public static Stimulus TaskDone(string taskId) => RunTask.StimulusOf(taskId);
}
