using Automation.Mail.Mailboxes;

namespace Automation.Graph.Connection;

/// <summary>Says what Graph refused in words for an administrator: what, which mailbox, what to do.</summary>
internal static class GraphFaults
{
    /// <param name="doing">Completes "Microsoft 365 did not let us …".</param>
    public static MailboxException From(GraphAnswer answer, string mailbox, string doing) =>
        From(answer.Status, answer.Error, answer.RetryAfter, mailbox, doing);

    public static MailboxException From(int status, GraphError error, TimeSpan? retryAfter, string mailbox, string doing)
    {
        if (status == 410 || error.Is("SyncStateNotFound") || error.Is("ResyncRequired") || error.Is("SyncStateInvalid"))
            return new MailboxCursorExpiredException($"Microsoft 365 no longer knows how far {mailbox} was read ({Said(status, error)}). The folder is read again from the start; nothing needs to be done.");

        var (fault, advice) = Judge(status, error);
        return new MailboxException(fault, $"Could not {doing} in {mailbox}: {advice} ({Said(status, error)})", retryAfter);
    }

    public static MailboxException NoAnswer(string mailbox, string doing, Exception problem) => new(
        MailboxFault.Unavailable,
        $"Could not {doing} in {mailbox}: {(problem is TimeoutException ? "Microsoft 365 did not answer in time" : $"no connection to Microsoft 365, {problem.Message.TrimEnd('.')}")}. It is tried again; if it goes on, check the network, the proxy and https://status.cloud.microsoft.",
        inner: problem);

    public static MailboxException NoToken(string mailbox, string doing, Exception problem) => new(
        MailboxFault.Unauthorized,
        $"Could not {doing} in {mailbox}: the sign-in to Microsoft 365 failed. Check the tenant, the application id and whether its certificate or secret has expired. ({FirstLine(problem.Message)})",
        inner: problem);

    private static (MailboxFault Fault, string Advice) Judge(int status, GraphError error) => status switch
    {
        429 or 503 => (MailboxFault.Unavailable, "Microsoft 365 is busy or wants fewer requests. It is tried again later."),
        >= 500 => (MailboxFault.Unavailable, "Microsoft 365 had a passing fault. It is tried again later."),
        401 => (MailboxFault.Unauthorized, "the sign-in was not accepted. Check the application's certificate or secret, and that the configured cloud is the tenant's."),
        403 when error.Is("ErrorSendAsDenied") => (MailboxFault.Forbidden, "the application may not send as this address. Send from the mailbox's own address or grant the right to send as it."),
        403 => (MailboxFault.Forbidden, "the application has no access to this mailbox. Check its roles \"Application Mail.ReadWrite\" and \"Application Mail.Send\" and their scope with Test-ServicePrincipalAuthorization; a change can take two hours to arrive."),
        404 when IsOfOneItem(error) => (MailboxFault.NotFound, "it is no longer in the mailbox."),
        404 => (MailboxFault.NoMailbox, "there is no such mailbox or folder. Check the address, and that the mailbox has an Exchange Online licence."),
        _ => (MailboxFault.Refused, "Microsoft 365 refused the request, and asking again will not help. Please report this with the text in brackets."),
    };

    /// <summary>Whether a 404 speaks of one item. Any other code speaks of the mailbox (<c>MailboxNotEnabledForRESTAPI</c>, <c>ErrorInvalidUser</c>, <c>ErrorNonExistentMailbox</c>, …), and there are more of those than anyone lists.</summary>
    public static bool IsOfOneItem(GraphError error) => error.Is("ErrorItemNotFound") || error.Code.Length == 0;

    private static string Said(int status, GraphError error) =>
        error.Code.Length == 0 ? $"{status}" : error.Message.Length == 0 ? $"{status} {error.Code}" : $"{status} {error.Code}: {error.Message}";

    private static string FirstLine(string text) => text.AsSpan().Trim().IndexOfAny('\r', '\n') is >= 0 and var end ? text.Trim()[..end] : text.Trim();
}
