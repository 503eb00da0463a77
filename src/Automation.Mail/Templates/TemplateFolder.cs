namespace Automation.Mail.Templates;

/// <summary>Reads the <c>templates/</c> folder: a folder a template, <c>subject.liquid</c>, <c>body.liquid</c> and <c>body.de.liquid</c> within.</summary>
public static class TemplateFolder
{
    /// <summary>All <c>*.liquid</c> files one folder deep, sorted by path.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder is not there.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static async Task<IReadOnlyList<TemplateSource>> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var sources = new List<TemplateSource>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.liquid", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var path = Path.GetRelativePath(folder, file).Replace('\\', '/');
            if (path.Count('/') == 1)
                sources.Add(new TemplateSource(path, await File.ReadAllTextAsync(file, cancellationToken)));
        }

        return sources;
    }
}
