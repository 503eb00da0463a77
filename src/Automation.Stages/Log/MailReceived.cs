using Automation.Workflows.Activities;
using Automation.Workflows.Execution;

namespace Automation.Stages.Log;

/// <summary>Where the log workflow begins: a mail is in the inbox and was understood.</summary>
[Activity(
    TypeName,
    Category = "Log",
    DisplayName = "Mail received",
    Description = "Starts this workflow for every mail that a desk receives. Tells whether the mail follows a ticket, opens one, or should end here.",
    Kind = ActivityKind.Trigger)]
[Outcomes(NewTicket, FollowUp, NotForATicket)]
public sealed class MailReceived : Activity, ITrigger
{
    public const string TypeName = "Automation.MailReceived";

    /// <summary>The mail follows nothing we know and may open a ticket.</summary>
    public const string NewTicket = "New ticket";

    /// <summary>The mail belongs to a ticket.</summary>
    public const string FollowUp = "Follow-up";

    /// <summary>Our own mail come back, or a machine's answer to nothing we know.</summary>
    public const string NotForATicket = "Not for a ticket";

    [Output("The writer's address.")]
    public Output<string> Sender { get; } = new();

    [Output("The subject line.")]
    public Output<string> Subject { get; } = new();

    [Output("The new text of the mail, without quotes and signature.")]
    public Output<string> Text { get; } = new();

    [Output("What kind of machine wrote the mail: None, Bounce, AutoReply, Bulk, AcknowledgementNotWanted or Own.")]
    public Output<string> MailClass { get; } = new();

    public static Stimulus Stimulus { get; } = new(TypeName, null);

    public IEnumerable<Stimulus> Triggers(ActivityContext context) => [Stimulus];

    protected override ValueTask ExecuteAsync(ActivityContext context)
    {
        // It does not wait for the next mail as other triggers would: that one has its own run, and two would decide what becomes of it.
        if (!context.TakeTrigger(out _))
            throw new InvalidOperationException("'Mail received' begins when a mail comes, so it cannot be run by hand or in the middle of a workflow. To see it run, write a mail to one of the desk's mailboxes.");

        var work = context.GetHost<MailWork>();
        context.Set(Sender, work.Case.Writer.Address);
        context.Set(Subject, work.Case.Mail.Subject);
        context.Set(Text, work.Case.Clean.SearchText);
        context.Set(MailClass, work.Case.Automatic.Class.ToString());
        context.Complete(Destination(work));
        return ValueTask.CompletedTask;
    }

    private static string Destination(MailWork work) => work.Thread.Outcome switch
    {
        _ when work.Case.Automatic.Class == Mail.Automatic.AutomaticClass.Own => NotForATicket,
        Mail.Threading.ThreadOutcome.Append or Mail.Threading.ThreadOutcome.AppendNewParticipant => FollowUp,
        _ => work.Case.Automatic.MayOpenTicket ? NewTicket : NotForATicket,
    };
}
