namespace Automation.Server.Composition;

/// <summary>The folder of the embedded database and the emulator's mail.</summary>
internal static class DataFolder
{
    /// <summary>Makes a folder in it, or itself.</summary>
    /// <exception cref="ArgumentException">It cannot be made; the message names the setting.</exception>
    public static string Make(DeskOptions options, string below = "")
    {
        var path = Path.Combine(options.DataFolder, below);
        try
        {
            Directory.CreateDirectory(path);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ArgumentException(
                $"{DeskOptions.Section}:DataFolder is '{options.DataFolder}', where {Path.GetFullPath(path)} cannot be made ({e.Message.TrimEnd('.')}); choose a folder this process may write to.", e);
        }
    }
}
