using Automation.Stages.Log;
using Automation.Workflows.Activities;
using Automation.Workflows.Execution;

namespace Automation.Stages.Tests.Desk;

/// <summary>Fails for a mail whose subject says 'poison', as an administrator's mistake in the workflow would.</summary>
[Activity("Test.FailOnPoison")]
public sealed class FailOnPoison : Activity
{
    protected override ValueTask ExecuteAsync(ActivityContext context) =>
        context.GetHost<MailWork>().Case.Mail.Subject.Contains("poison", StringComparison.Ordinal)
            ? throw new InvalidOperationException("This step cannot take poison.")
            : ValueTask.CompletedTask;
}
