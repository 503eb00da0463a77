using System.Collections.Concurrent;
using System.Reflection;
using System.Security.Cryptography;

namespace Automation.Studio.Package;

/// <summary>Where the files of Elsa Studio and its fonts are.</summary>
public sealed class StudioPackage
{
    private readonly string? _studio;
    private readonly string? _fonts;
    private readonly ConcurrentDictionary<string, string> _hashes = new(StringComparer.Ordinal);

    /// <param name="folder">A node_modules folder; null or one without Studio in it: there is no designer.</param>
    public StudioPackage(string? folder)
    {
        if (folder is null)
            return;
        var studio = Path.Combine(folder, "@elsa-workflows", "elsa-studio-wasm");
        if (!File.Exists(Path.Combine(studio, "_framework", "blazor.webassembly.js")))
            return;
        _studio = studio + Path.DirectorySeparatorChar;
        _fonts = Path.Combine(folder, "@fontsource") + Path.DirectorySeparatorChar;
    }

    /// <summary>False when the build had no npm.</summary>
    public bool IsInstalled => _studio is not null;

    /// <summary>The package published beside the program, or else the one in the sources it was built from.</summary>
    public static StudioPackage Find()
    {
        var beside = new StudioPackage(Path.Combine(AppContext.BaseDirectory, "studio"));
        if (beside.IsInstalled)
            return beside;
        return new StudioPackage(typeof(StudioPackage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == "StudioPackage")?.Value);
    }

    /// <summary>The full name of a file of Studio, such as <c>_framework/dotnet.js</c>; null when there is none.</summary>
    public string? Studio(string path) => Inside(_studio, path);

    /// <summary>The full name of a font, such as <c>roboto/roboto-latin-400-normal.woff2</c>; null when there is none.</summary>
    public string? Font(string family, string file) => Inside(_fonts, $"{family}/files/{file}");

    /// <summary>What the file holds, in a few letters; read once, because a package does not change while it is served.</summary>
    /// <param name="file">As <see cref="Studio"/> or <see cref="Font"/> gave it.</param>
    internal string HashOf(string file) => _hashes.GetOrAdd(file, static name =>
    {
        using var stream = File.OpenRead(name);
        return Convert.ToHexStringLower(SHA256.HashData(stream))[..20];
    });

    private static string? Inside(string? folder, string path)
    {
        if (folder is null || path.Length == 0 || path.Contains('\\', StringComparison.Ordinal))
            return null;
        var file = Path.GetFullPath(Path.Combine(folder, path));
        return file.StartsWith(folder, StringComparison.Ordinal) && File.Exists(file) ? file : null;
    }
}
