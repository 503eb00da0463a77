namespace Automation.Mail.Acknowledging;

/// <summary>Bounces, auto-replies, lists, our own mail, and senders who ask machines not to answer.</summary>
internal static class NotToMachines
{
    public static string? Objection(AcknowledgementCase subject) =>
        subject.Automatic.MayAcknowledge ? null : $"{subject.Automatic.Class}: {subject.Automatic.Reason} {subject.Automatic.Evidence}";
}
