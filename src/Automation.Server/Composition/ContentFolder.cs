namespace Automation.Server.Composition;

/// <summary>Where rules/, templates/, sla/ and workflows/ are read from.</summary>
internal sealed record ContentFolder(string Path)
{
    /// <exception cref="ArgumentException">A folder is configured that is not there.</exception>
    public static ContentFolder Of(DeskOptions options)
    {
        if (options.ContentFolder is not { Length: > 0 } folder)
            return new(AppContext.BaseDirectory);
        return Directory.Exists(folder)
            ? new(folder)
            : throw new ArgumentException($"{DeskOptions.Section}:ContentFolder is '{folder}', where no folder is; it must hold rules/, workflows/, templates/ and sla/.");
    }
}
