using Automation.Mail.Sending;

namespace Automation.Storage.Outbox;

/// <summary>The replies for which something is left to do, asked for in a form both databases answer from an index.</summary>
public static class UnfinishedReplies
{
    /// <summary>Those that are neither sent nor given up.</summary>
    /// <remarks>
    /// The states are listed, which becomes <c>IN (…)</c>: SQLite has no boolean, and uses no index for the <c>NOT "IsFinished"</c> or the <c>&lt;&gt;</c> that saying it the other way round becomes.
    /// </remarks>
    public static IQueryable<OutboxItem> WhereUnfinished(this IQueryable<OutboxItem> replies) => replies.Where(x =>
        x.State == SendState.Pending || x.State == SendState.Drafted || x.State == SendState.Sending || x.State == SendState.Accepted || x.State == SendState.Unknown);
}
