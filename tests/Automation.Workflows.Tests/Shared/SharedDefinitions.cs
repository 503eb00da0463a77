using System.Runtime.CompilerServices;
using System.Text.Json;
using Automation.Workflows.Definitions;

namespace Automation.Workflows.Tests.Shared;

/// <summary>Recorded definitions that lie beside the repository on some machines; tests skip without them. What they show is tried everywhere with definitions of our own (<c>Fixtures/</c>).</summary>
internal static class SharedDefinitions
{
    public static string? Folder { get; } = Find();

    public static IReadOnlyList<string> Files => Folder is null
        ? []
        : [.. Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".outcome.json", StringComparison.Ordinal) && !file.EndsWith("response.json", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    public static IReadOnlyList<(string File, WorkflowDefinition Definition)> All { get; } = [.. Files.Select(file => (file, Read(file)))];

    public static string NameOf(string file) => Path.GetRelativePath(Folder!, file).Replace('\\', '/');

    public static WorkflowDefinition Read(string file)
    {
        var definition = WorkflowDefinition.Parse(File.ReadAllBytes(file));
        return definition.DefinitionId.Length > 0 ? definition : definition.AsVersion(NameOf(file), NameOf(file), definition.Version, true, false);
    }

    public static JsonElement? Outcome(string file)
    {
        var path = Path.ChangeExtension(file, null) + ".outcome.json";
        return File.Exists(path) ? JsonElement.Parse(File.ReadAllText(path)) : null;
    }

    private static string? Find([CallerFilePath] string here = "")
    {
        for (var folder = Path.GetDirectoryName(here); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var shared = Path.Combine(folder, "shared", "elsa", "definitions");
            if (Directory.Exists(shared))
                return shared;
        }

        return null;
    }
}
