using System.IO.Compression;
using Automation.Rules.Files;

namespace Automation.Stages.RuleBook;

/// <summary>
/// The files of one import, from zip files and one by one. A file counts by its name alone, whatever folder it stood in, so two of one
/// name are refused: one of them would be lost without a word.
/// </summary>
public sealed class RuleFiles
{
    /// <summary>Files of one import.</summary>
    public const int Most = 200;

    /// <summary>Bytes of one file, unpacked.</summary>
    public const int Largest = 20_000_000;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);

    /// <summary>Texts by file name, such as <c>routing.json</c>.</summary>
    public IReadOnlyDictionary<string, string> Texts => _texts;

    /// <summary>Takes a file.</summary>
    /// <param name="path">Its name, with the folder and the zip file it comes from.</param>
    /// <exception cref="InvalidDataException">It is no JSON file by its name, it is longer than <see cref="Largest"/>, there are more than <see cref="Most"/>, or another has the same name.</exception>
    public async Task AddAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        if (!IsRules(name))
            throw new InvalidDataException($"\"{path}\" is no rule file: their names end with .json; several may come in a .zip file.");
        if (_paths.TryGetValue(name, out var other))
            throw new InvalidDataException(path == other ? $"\"{path}\" is there twice; leave one of them out." : $"\"{other}\" and \"{path}\" are both rules/{name}; leave one of them out.");
        if (_texts.Count == Most)
            throw new InvalidDataException($"There are more than {Most} files.");
        _texts[name] = await ReadTextAsync(content, path, cancellationToken);
        _paths[name] = path;
    }

    /// <summary>Takes the rule files of a zip file.</summary>
    /// <param name="zipName">Names the zip file in problems, when there are several.</param>
    /// <exception cref="InvalidDataException">It is no zip file, too large, or holds two files of one name.</exception>
    public async Task AddZipAsync(Stream stream, string? zipName, CancellationToken cancellationToken)
    {
        using var zip = Open(stream, zipName);
        if (zip.Entries.Count > Most)
            throw new InvalidDataException($"The zip file holds {zip.Entries.Count} files; {Most} are allowed.");
        foreach (var entry in zip.Entries.Where(e => IsRules(e.Name)))
        {
            await using var content = await entry.OpenAsync(cancellationToken);
            await AddAsync(zipName is null ? entry.FullName : $"{zipName}/{entry.FullName}", content, cancellationToken);
        }
    }

    private static bool IsRules(string name) => name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static ZipArchive Open(Stream stream, string? name)
    {
        try
        {
            return new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{(name is null ? "What was sent" : $"\"{name}\"")} is no zip file, or a damaged one.", e);
        }
    }

    // Without trusting what a header says of the length.
    private static async Task<string> ReadTextAsync(Stream stream, string path, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (kept.Length + read > Largest)
                throw new InvalidDataException($"{path} has more than {Largest} bytes.");
            kept.Write(buffer, 0, read);
        }

        try
        {
            return RuleFileText.Of(kept.GetBuffer().AsSpan(0, (int)kept.Length), path);
        }
        catch (RuleFileException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }
}
