using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Automation.EndToEnd.Architecture;

/// <summary>The projects and source files of <c>src</c>, as they lie in the repository.</summary>
internal static partial class SourceTree
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> Projects { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public static string NameOf(string project) => Path.GetFileNameWithoutExtension(project);

    /// <summary>The names in <c>Include</c> of one kind of item, paths and extensions taken off project references.</summary>
    public static IEnumerable<string> References(string project, string item) =>
        XDocument.Load(project).Descendants(item)
            .Select(reference => (string?)reference.Attribute("Include") ?? "")
            .Where(include => include.Length > 0)
            .Select(include => item == "ProjectReference" ? NameOf(include.Replace('\\', '/')) : include);

    /// <summary>Every C# file below <c>src</c> with its path from the root, without its comments.</summary>
    public static IEnumerable<(string Path, string Code)> Files()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(Root, file).Replace('\\', '/');
            if (!path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
                yield return (path, WithoutComments(File.ReadAllText(file)));
        }
    }

    /// <summary>Comments become blanks of the same number of lines; text that only looks like one inside a string stays.</summary>
    public static string WithoutComments(string code) => StringOrComment().Replace(code, match =>
        match.Value.StartsWith('/') ? new string('\n', match.Value.Count(letter => letter == '\n')) : match.Value);

    public static int LineOf(string code, int index) => code.AsSpan(0, index).Count('\n') + 1;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Automation.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException($"Automation.sln is in no folder above {AppContext.BaseDirectory}.");
        return folder.FullName;
    }

    [GeneratedRegex("""
        \"{3}[\s\S]*?\"{3}|@"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'|//[^\n]*|/\*[\s\S]*?\*/
        """)]
    private static partial Regex StringOrComment();
}
