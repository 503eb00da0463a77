using Automation.Stages.Log;
using Automation.Workflows.Activities;
using Automation.Workflows.Execution;

namespace Automation.Stages.Tests.Desk;

/// <summary>Gives an id that is taken already, once or whenever a certain mail is logged.</summary>
public sealed class ScriptedIds(IIdGenerator ids) : IIdGenerator
{
    public required Guid Next { get; init; }

    /// <summary>The next id is the taken one; then it is over.</summary>
    public bool IsArmed { get; set; }

    /// <summary>Subject of the mail that always gets the taken id.</summary>
    public string? IsArmedFor { get; init; }

    /// <summary>Subject of the mail the workflow has come to.</summary>
    public string? Latest { get; set; }

    public string NewId() => ids.NewId();

    public Guid NewGuid()
    {
        if (IsArmedFor is not null && Latest == IsArmedFor)
        {
            Latest = null;
            return Next;
        }

        if (!IsArmed)
            return ids.NewGuid();
        IsArmed = false;
        return Next;
    }
}

/// <summary>Tells which mail the workflow has come to.</summary>
[Activity("Test.TellSubject")]
public sealed class TellSubject : Activity
{
    protected override ValueTask ExecuteAsync(ActivityContext context)
    {
        var work = context.GetHost<MailWork>();
        ((ScriptedIds)work.Ids).Latest = work.Case.Mail.Subject;
        return ValueTask.CompletedTask;
    }
}
