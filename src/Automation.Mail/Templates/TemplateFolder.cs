namespace Automation.Mail.Templates;

/// <summary>Reads the <c>templates/</c> folder: a folder a template, <c>subject.liquid</c>, <c>body.liquid</c> and <c>body.de.liquid</c> within.</summary>
public static class TemplateFolder
{
    /// <summary>All <c>*.liquid</c> files one folder deep, sorted by path.</summary>
    /// <returns>What was read, and by path why the others cannot be.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder is not there.</exception>
    public static async Task<(IReadOnlyList<TemplateSource> Sources, IReadOnlyList<(string Path, string Problem)> Unreadable)> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var sources = new List<TemplateSource>();
        var unreadable = new List<(string, string)>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.liquid", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var path = Path.GetRelativePath(folder, file).Replace('\\', '/');
            if (path.Count('/') != 1 || Path.GetFileName(file).StartsWith('.'))
                continue;
            try
            {
                sources.Add(new TemplateSource(path, await File.ReadAllTextAsync(file, cancellationToken)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                unreadable.Add((path, e.Message));
            }
        }

        return (sources, unreadable);
    }
}
