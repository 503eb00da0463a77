using Automation.Graph.Connection;
using Automation.Mail.Mailboxes;
using Automation.Mail.Messages;

namespace Automation.Graph.Reading;

/// <summary>One mail of a second look, while it is being fetched.</summary>
internal sealed class Look(MailDetailQuery query)
{
    /// <summary>Some attachments did not come this time: they are worth another try, the others are kept.</summary>
    private bool _lacksSome;

    public MailDetailQuery Query { get; } = query;

    /// <summary>What is wanted; grows when the fetched row turns out to lack something.</summary>
    public MailParts Parts { get; set; } = query.Parts;

    public MailDetailStatus Status { get; private set; } = MailDetailStatus.Found;

    public ReadOnlyMemory<byte>? Row { get; set; }

    public List<IncomingAttachment> Attachments { get; } = [];

    public ReadOnlyMemory<byte>? Mime { get; set; }

    public string? Problem { get; private set; }

    public TimeSpan? RetryAfter { get; private set; }

    public bool GoesOn => Status == MailDetailStatus.Found;

    public bool Wants(MailParts part) => GoesOn && (Parts & part) != 0;

    /// <summary>An answer without which the mail cannot be had.</summary>
    public void Stop(GraphAnswer answer, string mailbox, string doing)
    {
        var fault = GraphFaults.From(answer, mailbox, doing);
        Stop(
            fault.Fault switch
            {
                MailboxFault.NotFound => MailDetailStatus.Gone,
                MailboxFault.Unavailable or MailboxFault.Unauthorized => MailDetailStatus.TryLater,
                _ => MailDetailStatus.Refused,
            },
            fault.Message,
            answer.RetryAfter);
    }

    public void Stop(MailDetailStatus status, string problem, TimeSpan? retryAfter = null)
    {
        Status = status;
        Problem = problem;
        RetryAfter = retryAfter;
    }

    /// <summary>One attachment did not come, and may the next time. The others are still fetched: should the mail have to do without this one, it has them.</summary>
    public void Lack(int place, string problem, TimeSpan? retryAfter)
    {
        _lacksSome = true;
        Attachments[place] = Attachments[place] with { NotFetchedReason = problem };
        Problem ??= problem;
        if (retryAfter is { } wait && !(RetryAfter >= wait))
            RetryAfter = wait;
    }

    /// <summary>Something that the mail can do without.</summary>
    public void Note(string problem) => Problem = Problem is null ? problem : $"{Problem} {problem}";

    public MailDetail Answer()
    {
        var status = GoesOn && _lacksSome ? MailDetailStatus.TryLater : Status;
        // Cast: a null array would become an empty memory, not null.
        var data = status is MailDetailStatus.Found or MailDetailStatus.TryLater && (Attachments.Count > 0 || Mime is not null)
            ? (ReadOnlyMemory<byte>?)DetailForm.Write([.. Attachments.Select(WithReason)], Mime)
            : null;
        return new MailDetail(Query.Id, status, Row, data, Problem, RetryAfter);
    }

    /// <summary>What was never asked for, because something before it failed, is not there for that reason.</summary>
    private IncomingAttachment WithReason(IncomingAttachment attachment) =>
        attachment is { Content: null, NotFetchedReason: null } ? attachment with { NotFetchedReason = Problem ?? "It was not fetched." } : attachment;
}
