using System.IO.Compression;

namespace Automation.Studio.Api;

/// <summary>Packs files into one zip, in memory: what is exported at once is small.</summary>
internal static class ZipBytes
{
    public static async Task<byte[]> OfAsync(IReadOnlyDictionary<string, byte[]> files, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await using (var zip = await ZipArchive.CreateAsync(bytes, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken))
        {
            foreach (var (name, content) in files)
            {
                await using var entry = await zip.CreateEntry(name).OpenAsync(cancellationToken);
                await entry.WriteAsync(content, cancellationToken);
            }
        }

        return bytes.ToArray();
    }
}
