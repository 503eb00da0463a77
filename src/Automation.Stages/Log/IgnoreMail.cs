using Automation.Mail.Automatic;
using Automation.Rules.Model;
using Automation.Storage.Inbox;
using Automation.Workflows.Activities;
using Automation.Workflows.Execution;

namespace Automation.Stages.Log;

/// <summary>Ends a mail without a ticket, with a reason by name. The mail stays in the inbox.</summary>
[Activity("Automation.IgnoreMail", Category = "Log", DisplayName = "Ignore mail", Description = "Ends this mail without a ticket. It stays in the inbox with its reason.")]
public sealed class IgnoreMail : Activity
{
    [Input("Short name of the reason, which is counted. Empty: what the mail itself says, such as own-mail.")]
    public Input<string> Reason { get; } = new();

    [Input("The reason in a sentence.")]
    public Input<string> Explanation { get; } = new();

    protected override ValueTask ExecuteAsync(ActivityContext context)
    {
        var work = context.GetHost<MailWork>();
        var reason = context.Get(Reason);
        var explanation = context.Get(Explanation);
        work.End(new MailOutcome(
            InboxOutcome.Ignored,
            string.IsNullOrWhiteSpace(reason) ? ReasonOf(work) : reason.Trim(),
            string.IsNullOrWhiteSpace(explanation) ? ExplanationOf(work) : explanation.Trim()));
        return ValueTask.CompletedTask;
    }

    private static string ReasonOf(MailWork work) => work.Case.Automatic.Class switch
    {
        _ when work.Decision?.IsIgnored == true => InboxReasons.Rule,
        AutomaticClass.Own => "own-mail",
        AutomaticClass.Bounce => "bounce-of-nothing-known",
        AutomaticClass.AutoReply => "auto-reply-to-nothing-known",
        AutomaticClass.Bulk => "bulk",
        _ => "workflow",
    };

    private static string ExplanationOf(MailWork work) => work.Case.Automatic.Class switch
    {
        _ when work.Decision is { IsIgnored: true } decision && decision.SourceOf(StandardOutcomes.Ignore) is { } by =>
            $"{decision[StandardOutcomes.Ignore]} (Rule {by.Rule} of the set {by.Set}, version {by.Version}.)",
        AutomaticClass.None => "The workflow ends this mail here.",
        AutomaticClass.Bounce or AutomaticClass.AutoReply => $"{work.Case.Automatic.Reason} It follows no ticket.",
        _ => work.Case.Automatic.Reason,
    };
}
