namespace Automation.Mail.Acknowledging;

/// <summary>No address to answer to, or the null return path that RFC 3834 (section 2) forbids to answer.</summary>
internal static class NotToNobody
{
    public static string? Objection(AcknowledgementCase subject) =>
        subject.Recipient.Address is null || subject.Mail.Header("Return-Path")?.Trim() == "<>" ? "no address to answer to" : null;
}
