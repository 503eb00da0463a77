namespace Automation.Mail.Tests.Mails;

/// <summary>Real mails kept outside of the repository, beside it. Tests that read them say how many they found, and pass without when there are none.</summary>
internal static class SharedMail
{
    public static string? Folder { get; } = Find();

    public static IReadOnlyList<string> Files(string pattern, params string[] under)
    {
        if (Folder is null)
            return [];
        var folder = Path.Combine([Folder, .. under]);
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Automation.sln")) && folder.Parent is { } parent)
            {
                var mail = Path.Combine(parent.FullName, "shared", "mail");
                return Directory.Exists(mail) ? mail : null;
            }
        }

        return null;
    }
}
