using Automation.Stages.Health;
using Automation.Storage.Outbox;

namespace Automation.Stages.Sending;

/// <summary>
/// Tells the administrator of replies that are not sent for a reason, in one line a mailbox: a hundred mails that wait for the same limit are one thing to know, not a hundred.
/// What it tells is read from the outbox, so it is true whoever changed a reply, and after a restart. For one loop; not thread-safe.
/// </summary>
public sealed class ReplyHealth(OutboxTroubles troubles, ProblemBoard problems, TimeProvider time)
{
    private static readonly TimeSpan AtLeastEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(2);

    private HashSet<string> _told = [];
    private DateTimeOffset? _lastAt;

    /// <param name="hasNews">Something happened that may change what is to be told.</param>
    public async Task RefreshAsync(bool hasNews, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_lastAt is { } last && now - last < (hasNews ? AtMostEvery : AtLeastEvery))
            return;

        var found = await troubles.ReadAsync(cancellationToken);
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var trouble in found)
        {
            var key = $"{(trouble.IsGivenUp ? "send-failed" : "send-waiting")}:{trouble.Mailbox}";
            told.Add(key);
            problems.Report(key, trouble.IsGivenUp ? ProblemSeverity.Error : ProblemSeverity.Warning, Sentence(trouble));
        }

        foreach (var gone in _told.Except(told))
            problems.Clear(gone);
        (_told, _lastAt) = (told, now);
    }

    private static string Sentence(OutboxTrouble trouble) => (trouble.IsGivenUp, trouble.Count) switch
    {
        (false, 1) => $"The mail '{trouble.Subject}' from {trouble.Mailbox} is not sent yet, and is tried again by itself: {trouble.Problem}",
        (false, var count) => $"{count} mails from {trouble.Mailbox} are not sent yet, and are tried again by themselves: {trouble.Problem}",
        (true, 1) => $"The mail '{trouble.Subject}' from {trouble.Mailbox} could not be sent. When the cause is gone, have it tried again in the outbox. {trouble.Problem}",
        (true, var count) => $"{count} mails from {trouble.Mailbox} could not be sent in the last days. When the cause is gone, have them tried again in the outbox. The latest: {trouble.Problem}",
    };
}
