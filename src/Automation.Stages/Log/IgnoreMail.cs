using Automation.Mail.Automatic;
using Automation.Storage.Inbox;
using Automation.Workflows.Activities;
using Automation.Workflows.Execution;

namespace Automation.Stages.Log;

/// <summary>Ends a mail without a ticket, with a reason by name. The mail stays in the inbox.</summary>
[Activity("Automation.IgnoreMail", Category = "Log", DisplayName = "Ignore mail", Description = "Ends this mail without a ticket. It stays in the inbox with its reason.")]
public sealed class IgnoreMail : Activity
{
    [Input("Short name of the reason, which is counted. Empty: what the mail itself says, such as own-mail.")]
    public Input<string> Reason { get; set; } = new();

    [Input("The reason in a sentence.")]
    public Input<string> Explanation { get; set; } = new();

    protected override ValueTask ExecuteAsync(ActivityContext context)
    {
        var work = context.GetHost<MailWork>();
        var automatic = work.Case.Automatic;
        var reason = context.Get(Reason);
        var explanation = context.Get(Explanation);
        work.End(new MailOutcome(
            InboxOutcome.Ignored,
            string.IsNullOrWhiteSpace(reason) ? ReasonOf(automatic) : reason.Trim(),
            string.IsNullOrWhiteSpace(explanation) ? ExplanationOf(automatic) : explanation.Trim()));
        return ValueTask.CompletedTask;
    }

    private static string ReasonOf(AutomaticVerdict automatic) => automatic.Class switch
    {
        AutomaticClass.Own => "own-mail",
        AutomaticClass.Bounce => "bounce-of-nothing-known",
        AutomaticClass.AutoReply => "auto-reply-to-nothing-known",
        AutomaticClass.Bulk => "bulk",
        _ => "workflow",
    };

    private static string ExplanationOf(AutomaticVerdict automatic) => automatic.Class switch
    {
        AutomaticClass.None => "The workflow ends this mail here.",
        AutomaticClass.Bounce or AutomaticClass.AutoReply => $"{automatic.Reason} It follows no ticket.",
        _ => automatic.Reason,
    };
}
