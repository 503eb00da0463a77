using Automation.Mail.Mailboxes;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Log.Batches;

/// <summary>The short names under which quarantined mail is counted.</summary>
internal static class QuarantineReasons
{
    public static string Of(Exception problem) => problem switch
    {
        TooCostlyMailException => "too-costly-to-read",
        EndedProcessException => "ended-the-server",
        MailboxDataException => "unreadable-row",
        WorkflowIncidentException => "workflow-incident",
        WorkflowWithoutOutcomeException => "workflow-without-outcome",
        DbUpdateException => "not-storable",
        _ => "processing-failed",
    };
}
