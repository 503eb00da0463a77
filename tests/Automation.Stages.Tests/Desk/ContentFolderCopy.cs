using System.Text.Json.Nodes;

namespace Automation.Stages.Tests.Desk;

/// <summary>The shipped content in a folder of its own, to be broken or changed.</summary>
internal sealed class ContentFolderCopy : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("desk-content-");

    public ContentFolderCopy()
    {
        foreach (var file in Directory.EnumerateFiles(TestDesk.ShippedContent, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(Root, Path.GetRelativePath(TestDesk.ShippedContent, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public string Root => _folder.FullName;

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(Root, file), text);

    public string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public void Delete(string file) => File.Delete(Path.Combine(Root, file));

    /// <summary>Puts an activity of the tests between 'Mail received' and 'Apply rules' of the log workflow.</summary>
    public void InsertIntoLog(string activityType)
    {
        var workflow = JsonNode.Parse(Read("workflows/log.json"))!;
        var root = workflow["root"]!;
        root["activities"]!.AsArray().Add(new JsonObject { ["id"] = "Inserted1", ["type"] = activityType, ["version"] = 1, ["customProperties"] = new JsonObject(), ["metadata"] = new JsonObject() });
        var first = root["connections"]!.AsArray().First(c => (string?)c!["source"]!["port"] == "New ticket")!;
        first["target"]!["activity"] = "Inserted1";
        root["connections"]!.AsArray().Add(JsonNode.Parse("""{"source":{"activity":"Inserted1","port":"Done"},"target":{"activity":"ApplyRules1","port":"In"}}"""));
        Write("workflows/log.json", workflow.ToJsonString());
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
