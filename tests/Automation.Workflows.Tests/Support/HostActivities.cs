using Automation.Workflows.Activities;
using Automation.Workflows.Execution;

namespace Automation.Workflows.Tests.Support;

/// <summary>What a host would hand its activities: the work on one ticket.</summary>
internal sealed class TicketWork
{
    public List<string> Done { get; } = [];
}

/// <summary>An activity of a host, with a service, an input, an output and named outcomes.</summary>
[Activity("Test.Assign", Category = "Test", Description = "Gives the ticket to a team.")]
[Outcomes("Assigned", "Unassigned")]
internal sealed class Assign : Activity
{
    [Input("The team.", OptionsFrom = "teams", Required = true)]
    public Input<string> Team { get; } = new("");

    [Output("Who got it.")]
    public Output<string> Agent { get; } = new();

    protected override ValueTask ExecuteAsync(ActivityContext context)
    {
        var team = context.Get(Team);
        context.GetHost<TicketWork>().Done.Add($"assign {team}");
        if (string.IsNullOrEmpty(team))
        {
            context.Complete("Unassigned");
            return ValueTask.CompletedTask;
        }

        context.Set(Agent, $"{team}'s first");
        context.SetVariable("Note", "assigned");
        context.Complete("Assigned");
        return ValueTask.CompletedTask;
    }
}

/// <summary>A host's own trigger.</summary>
[Activity("Test.Received", Category = "Test", Description = "Starts on a mail.", Kind = ActivityKind.Trigger)]
internal sealed class Received : Activity, ITrigger
{
    [Input("The mailbox.")]
    public Input<string> Mailbox { get; } = new("");

    [Output("The mail.")]
    public Output<object> Mail { get; } = new();

    public static Stimulus StimulusOf(string mailbox) => new("Test.Received", new Dictionary<string, object?> { ["mailbox"] = mailbox });

    public IEnumerable<Stimulus> Triggers(ActivityContext context) => [StimulusOf(context.Evaluate(Mailbox) ?? "")];

    protected override ValueTask ExecuteAsync(ActivityContext context)
    {
        if (context.TakeTrigger(out var mail))
            context.Set(Mail, mail);
        else
            context.WaitFor(StimulusOf(context.Get(Mailbox) ?? ""), tag: "mail");
        return ValueTask.CompletedTask;
    }

    protected override ValueTask ResumeAsync(ActivityContext context, Resumption resumption)
    {
        context.Set(Mail, resumption.Payload);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Fails as long as it is told to.</summary>
[Activity("Test.Flaky", Category = "Test", Description = "Fails until it is mended.")]
internal sealed class Flaky : Activity
{
    protected override ValueTask ExecuteAsync(ActivityContext context)
    {
        var switches = context.GetHost<FlakySwitch>();
        if (switches.Broken)
            throw new InvalidOperationException("The service is away.");
        return ValueTask.CompletedTask;
    }
}

internal sealed class FlakySwitch
{
    public bool Broken { get; set; }
}

/// <summary>A host's activity that publishes an event.</summary>
[Activity("Test.Announce", Category = "Test", Description = "Tells of something.")]
internal sealed class Announce : Activity
{
    [Input("The event's name.")]
    public Input<string> EventName { get; } = new("");

    protected override ValueTask ExecuteAsync(ActivityContext context)
    {
        context.Publish(new PublishedEvent(context.Get(EventName) ?? "", null, null, null));
        return ValueTask.CompletedTask;
    }
}
