using Automation.Workflows.Execution;
using Automation.Workflows.Graphs;

namespace Automation.Workflows.Activities;

/// <summary>
/// What one kind of activity does. An object of a subclass belongs to one node of a compiled graph and is shared by
/// all instances running on it, on any thread: its properties are set while the graph is compiled and never after.
/// What must be remembered for an instance goes into <see cref="ActivityContext.Properties"/>.
/// </summary>
/// <remarks>
/// An activity does no I/O: it works on the context, on the unit of work it gets from <see cref="ActivityContext.GetHost{T}"/>,
/// and asks for effects that happen after the commit. An activity that, after one of its methods, has not called
/// <see cref="ActivityContext.Complete"/>, has no child left and waits for no bookmark is complete with the outcome Done.
/// </remarks>
public abstract class Activity
{
    /// <summary>The outcome of an activity that names none.</summary>
    public const string Done = "Done";

    /// <summary>Reads what inputs, outputs and ports do not cover from the activity's JSON. Called once, while the graph is compiled.</summary>
    protected internal virtual void Load(ActivityLoader loader)
    {
    }

    /// <summary>
    /// The outcomes a connection may start from, for validation. Null means any. The default are the declared ones, or Done.
    /// </summary>
    protected internal virtual IReadOnlyList<string>? OutcomesOf(ActivityNode node) => node.Descriptor.Outcomes;

    /// <summary>Does the work. Its inputs have been evaluated.</summary>
    /// <exception cref="Exception">Any exception becomes an incident of the instance.</exception>
    protected internal abstract ValueTask ExecuteAsync(ActivityContext context);

    /// <summary>Goes on after a bookmark of this activity was met. The default completes the activity.</summary>
    protected internal virtual ValueTask ResumeAsync(ActivityContext context, Resumption resumption) => ValueTask.CompletedTask;

    /// <summary>A child that this activity scheduled is complete.</summary>
    protected internal virtual ValueTask ChildCompletedAsync(ActivityContext context, ChildCompletion child) => ValueTask.CompletedTask;
}

/// <summary>An activity that can start a workflow when it stands where the workflow can begin.</summary>
public interface ITrigger
{
    /// <summary>
    /// The stimuli that start the workflow at this activity. Evaluated at publish, without an instance: variables have
    /// their initial values and inputs are empty.
    /// </summary>
    IEnumerable<Stimulus> Triggers(ActivityContext context);
}

/// <summary>Ends the container it stands in: a flowchart goes on to nothing after it.</summary>
public interface ITerminal;

/// <summary>Something that happened and may start or resume workflows.</summary>
/// <param name="Name">The kind, usually the type name of the activity that waits for it.</param>
/// <param name="Payload">What distinguishes it within its kind. Equal payloads meet; compared by their hash.</param>
public sealed record Stimulus(string Name, object? Payload)
{
    /// <summary>The key under which triggers and bookmarks are found.</summary>
    public string Hash => StimulusHash.Of(Name, Payload);
}

/// <summary>How a child ended.</summary>
/// <param name="Outcomes">The names of its outcomes; usually one.</param>
/// <param name="Tag">What the parent gave when it scheduled the child.</param>
/// <param name="Backward">The child was reached over a connection that leads back (only in flowcharts).</param>
public sealed record ChildCompletion(ActivityNode Node, IReadOnlyList<string> Outcomes, string? Tag, bool Backward);
