using System.Globalization;
using Automation.Stages.Health;
using Automation.Storage.Inbox;
using Automation.Storage.Mailboxes;

namespace Automation.Stages.Receiving;

/// <summary>
/// Tells the administrator of mail that does not go on, in one line a mailbox, and of folders that cannot be read.
/// What it tells is read from the rows, so it is true on every node, whoever did the work, and after a restart. For one loop; not thread-safe.
/// </summary>
public sealed class InboxHealth(InboxTroubles troubles, FolderCursors cursors, ProblemBoard problems, TimeProvider time)
{
    private HashSet<string> _told = [];

    /// <param name="staleAfter">A folder not read to its end for so long is told of.</param>
    public async Task RefreshAsync(TimeSpan staleAfter, CancellationToken cancellationToken)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var trouble in await troubles.ReadAsync(cancellationToken))
        {
            var key = $"{(trouble.IsQuarantined ? "quarantine" : "inbox-waiting")}:{trouble.Mailbox}";
            told.Add(key);
            problems.Report(key, trouble.IsQuarantined ? ProblemSeverity.Error : ProblemSeverity.Warning, Sentence(trouble));
        }

        foreach (var folder in await cursors.ListAsync(cancellationToken))
        {
            if (Sentence(folder, staleAfter) is not { } sentence)
            {
                // Told by this node when it could not read; another one could.
                problems.Clear(FolderSync.Problem(folder.Mailbox, folder.Folder));
                continue;
            }

            told.Add(FolderSync.Problem(folder.Mailbox, folder.Folder));
            problems.Report(FolderSync.Problem(folder.Mailbox, folder.Folder), ProblemSeverity.Error, sentence);
        }

        foreach (var gone in _told.Except(told))
            problems.Clear(gone);
        _told = told;
    }

    private string? Sentence(FolderCursor folder, TimeSpan staleAfter)
    {
        if (folder.LastError is { } error)
            return $"The mailbox {folder.Mailbox} ({folder.Folder}) could not be read: {error}";
        return folder.Folder != SentItems && folder.LastCompleteAt is { } last && time.GetUtcNow() - last > staleAfter
            ? $"The mailbox {folder.Mailbox} ({folder.Folder}) was last read to its end {Ago(last)}. New mail may wait there. If this stays, look at the server's log, and whether every server of the desk reaches Microsoft 365."
            : null;
    }

    private string Sentence(InboxTrouble trouble) => trouble.IsQuarantined
        ? trouble.Count == 1
            ? $"A mail to {trouble.Mailbox} ('{trouble.Subject ?? "no subject"}') is in quarantine: {trouble.Explanation} When the cause is gone, have it tried again in the inbox."
            : $"{trouble.Count} mails to {trouble.Mailbox} are in quarantine. When the cause is gone, have them tried again in the inbox. The latest ('{trouble.Subject ?? "no subject"}'): {trouble.Explanation}"
        : $"{(trouble.Count == 1 ? "A mail" : $"{trouble.Count} mails")} to {trouble.Mailbox} {(trouble.Count == 1 ? "is" : "are")} not worked on to the end yet, the oldest taken in {Ago(trouble.Since)}. {trouble.Explanation ?? "No failure is known: it is its turn."} Nothing is lost; it goes on by itself.";

    private string Ago(DateTimeOffset instant)
    {
        var minutes = (int)(time.GetUtcNow() - instant).TotalMinutes;
        return minutes < 120 ? string.Create(CultureInfo.InvariantCulture, $"{minutes} minutes ago") : string.Create(CultureInfo.InvariantCulture, $"{minutes / 60} hours ago");
    }

    /// <summary>Only looked at while something sent is unconfirmed, so its age says nothing.</summary>
    private const string SentItems = "sentitems";
}
