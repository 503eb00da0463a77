using System.Text.Json.Nodes;

namespace Automation.Server.Tests.Studio;

/// <summary>Recordings of a real Elsa 3 server. They stand beside the repository, where there are any; a test says how many it used.</summary>
internal static class RecordedElsa
{
    /// <summary>Null when they are not on this machine.</summary>
    public static string? Folder(string name)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var found = Path.Combine(at.FullName, "shared", "elsa", name);
            if (Directory.Exists(found))
                return found;
        }

        return null;
    }

    public static async Task<JsonNode> ReadAsync(string path) => JsonNode.Parse(await File.ReadAllTextAsync(path))!;
}
