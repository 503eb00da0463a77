namespace Automation.EndToEnd.Harness;

/// <summary>An empty folder that is gone in the end.</summary>
public sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("automation-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
