namespace Automation.Rules.Tests;

/// <summary>Where the repository's rule files are, found upward from the test's own folder.</summary>
internal static class RulesDirectory
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Automation.sln")))
                return System.IO.Path.Combine(folder.FullName, "rules");
        }
        throw new InvalidOperationException("The tests do not lie within the repository.");
    }
}
