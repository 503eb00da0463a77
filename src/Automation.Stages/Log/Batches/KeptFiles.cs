using Automation.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Log.Batches;

/// <summary>The files of messages on tickets. Their contents can be large and are read only where a copy brings files that look the same: what is read then is no more than what the copy brought.</summary>
internal sealed class KeptFiles
{
    private readonly Dictionary<Guid, string> _digests = [];
    private readonly Dictionary<MailFile, Guid> _ids = [];
    private readonly Dictionary<Guid, List<MailFile>> _ofMessages = [];

    public static async Task<KeptFiles> LoadAsync(DeskContext context, IReadOnlyList<Guid> messages, CancellationToken cancellationToken)
    {
        var files = new KeptFiles();
        if (messages.Count == 0)
            return files;
        var rows = await context.Attachments.AsNoTracking()
            .Where(x => messages.Contains(x.MessageId))
            .Select(x => new { x.Id, x.MessageId, x.Name, x.Size })
            .ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            var file = new MailFile(row.Name, row.Size, new Lazy<string>(() => files._digests[row.Id]));
            files._ids.Add(file, row.Id);
            if (!files._ofMessages.TryGetValue(row.MessageId, out var own))
                files._ofMessages.Add(row.MessageId, own = []);
            own.Add(file);
        }

        return files;
    }

    public IReadOnlyList<MailFile> Of(Guid message) => _ofMessages.GetValueOrDefault(message) ?? [];

    /// <summary>Reads the contents of these files, one after the other, if a copy's look the same.</summary>
    public async Task ReadIfAlikeAsync(DeskContext context, IReadOnlyList<MailFile> own, IReadOnlyList<MailFile> copy, CancellationToken cancellationToken)
    {
        if (!MailFile.AreAlike(own, copy))
            return;
        foreach (var id in own.Select(f => _ids[f]).Where(id => !_digests.ContainsKey(id)))
        {
            var content = await context.Attachments.AsNoTracking().Where(x => x.Id == id).Select(x => x.Content).SingleAsync(cancellationToken);
            _digests.Add(id, content is null ? MailFile.NoContent : MailFile.DigestOf(content));
        }
    }
}
