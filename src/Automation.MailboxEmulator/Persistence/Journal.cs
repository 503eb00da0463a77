using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;
using Automation.MailboxEmulator.Mailboxes;

namespace Automation.MailboxEmulator.Persistence;

/// <summary>
/// Keeps the mailboxes over a restart when a folder is given: a file of changes for each mailbox, and each raw mail once, named by its hash.
/// Changes are written by a task of its own, in order, a moment later; a killed process loses at most that moment.
/// </summary>
internal sealed class Journal(EmulatorOptions options) : IAsyncDisposable
{
    private const string EpochFile = "epoch";
    private readonly Channel<Work> _work = Channel.CreateUnbounded<Work>(new UnboundedChannelOptions { SingleReader = true });
    private Task _writer = Task.CompletedTask;

    private bool IsOn => options.PersistFolder is not null;
    private string Root => options.PersistFolder!;
    private string RawFolder => Path.Combine(Root, "raw");

    /// <summary>Reads what was kept into an empty store and begins to write.</summary>
    public void Load(MailboxStore mailboxes)
    {
        if (!IsOn)
            return;
        System.IO.Directory.CreateDirectory(RawFolder);
        var epochFile = Path.Combine(Root, EpochFile);
        if (File.Exists(epochFile) && long.TryParse(File.ReadAllText(epochFile), CultureInfo.InvariantCulture, out var epoch))
            mailboxes.Epoch = epoch;
        else
            File.WriteAllText(epochFile, mailboxes.Epoch.ToString(CultureInfo.InvariantCulture));
        foreach (var file in System.IO.Directory.EnumerateFiles(Root, "*.jsonl").Order(StringComparer.Ordinal))
            LoadMailbox(mailboxes, file);
        _writer = Task.Run(WriteAllAsync);
    }

    /// <summary>A mailbox that is new.</summary>
    public void Begin(Mailbox mailbox)
    {
        if (IsOn)
            Append(mailbox, new JournalEntry { Mailbox = mailbox.Seed }, null, null);
    }

    /// <summary>Called under the mailbox's gate.</summary>
    public void Record(Mailbox mailbox, Folder folder)
    {
        if (IsOn)
            Append(mailbox, new JournalEntry { Folder = new(folder.DisplayName, folder.ParentId) }, null, null);
    }

    /// <summary>Called under the mailbox's gate.</summary>
    public void Record(Mailbox mailbox, MailboxChange change)
    {
        if (!IsOn)
            return;
        var message = change.Message;
        if (change.Kind is MailboxChangeKind.Left or MailboxChangeKind.Deleted)
        {
            var departure = message.Folder.Departed[message.Id];
            Append(mailbox, new JournalEntry { Gone = new(message.Folder.Id, message.Id, departure.Sequence, departure.CreatedAt, change.Kind == MailboxChangeKind.Deleted), Ids = mailbox.LastIdNumber }, null, null);
            return;
        }

        var raw = message.Raw is { } bytes ? Convert.ToHexString(SHA256.HashData(bytes)) : null;
        Append(mailbox, new JournalEntry { Message = MessageEntry.Of(message, raw), Ids = mailbox.LastIdNumber }, raw, message.Raw);
    }

    /// <summary>Forgets all that was kept.</summary>
    public void Clear(long epoch)
    {
        if (IsOn)
            _work.Writer.TryWrite(new Work(null, null, epoch.ToString(CultureInfo.InvariantCulture), null));
    }

    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        await _writer;
    }

    // Turned into bytes here, under the gate: later the message may have changed again.
    private void Append(Mailbox mailbox, JournalEntry entry, string? rawName, byte[]? raw) =>
        _work.Writer.TryWrite(new Work(mailbox.Address, JsonSerializer.SerializeToUtf8Bytes(entry), rawName, raw));

    private async Task WriteAllAsync()
    {
        var files = new Dictionary<string, FileStream>(StringComparer.Ordinal);
        try
        {
            while (await _work.Reader.WaitToReadAsync())
            {
                while (_work.Reader.TryRead(out var work))
                    await WriteAsync(work, files);
                foreach (var file in files.Values)
                    await file.FlushAsync();
            }
        }
        finally
        {
            foreach (var file in files.Values)
                await file.DisposeAsync();
        }
    }

    private async Task WriteAsync(Work work, Dictionary<string, FileStream> files)
    {
        if (work.Mailbox is null)
        {
            foreach (var file in files.Values)
                await file.DisposeAsync();
            files.Clear();
            System.IO.Directory.Delete(Root, recursive: true);
            System.IO.Directory.CreateDirectory(RawFolder);
            await File.WriteAllTextAsync(Path.Combine(Root, EpochFile), work.RawName);
            return;
        }

        if (work.RawName is not null)
        {
            var path = Path.Combine(RawFolder, work.RawName);
            if (!File.Exists(path))
                await File.WriteAllBytesAsync(path, work.Raw!);
        }

        if (!files.TryGetValue(work.Mailbox, out var journal))
        {
            journal = new FileStream(JournalPath(work.Mailbox), FileMode.Append, FileAccess.Write, FileShare.Read);
            files.Add(work.Mailbox, journal);
        }

        await journal.WriteAsync(work.Line!);
        journal.WriteByte((byte)'\n');
    }

    private void LoadMailbox(MailboxStore mailboxes, string path)
    {
        Mailbox? mailbox = null;
        var messages = new Dictionary<string, MessageEntry>(StringComparer.Ordinal);
        long sequence = 0, ids = 0;
        foreach (var line in File.ReadLines(path))
        {
            if (Parse(line) is not { } entry)
                continue;
            ids = Math.Max(ids, entry.Ids);
            if (entry.Mailbox is { } seed && mailbox is null)
                mailboxes.TryAdd(seed, out mailbox);
            if (entry.Folder is { } folder)
                mailbox?.AddFolder(folder.DisplayName, folder.ParentId);
            if (entry.Message is { } message)
                messages[message.Id] = message;
            if (entry.Gone is { } gone && mailbox?.FindFolder(gone.Folder) is { } left)
            {
                messages.Remove(gone.Id);
                left.Departed[gone.Id] = new(gone.Sequence, gone.CreatedAt);
                sequence = Math.Max(sequence, gone.Sequence);
            }
        }

        if (mailbox is null)
            return;
        foreach (var entry in messages.Values.OrderBy(m => m.CreatedAt))
        {
            if (mailbox.FindFolder(entry.Folder) is not { } folder)
                continue;
            if (!entry.IsLostToDelta)
                folder.Departed.Remove(entry.Id);
            var rawPath = entry.Raw is null ? null : Path.Combine(RawFolder, entry.Raw);
            mailbox.Restore(entry.ToMessage(folder, File.Exists(rawPath) ? File.ReadAllBytes(rawPath) : null));
        }

        mailbox.RestoreDone(sequence, ids);
    }

    /// <summary>Null for the half line that a killed process leaves.</summary>
    private static JournalEntry? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalEntry>(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string JournalPath(string address) => Path.Combine(Root, Uri.EscapeDataString(address) + ".jsonl");

    /// <param name="Mailbox">Null: delete everything; <paramref name="RawName"/> is then the new epoch.</param>
    private sealed record Work(string? Mailbox, byte[]? Line, string? RawName, byte[]? Raw);
}
