namespace Automation.Server.Composition;

/// <summary>Where rules/, templates/, sla/ and workflows/ are read from.</summary>
internal sealed record ContentFolder(string Path)
{
    /// <exception cref="ArgumentException">A folder is configured that is not there.</exception>
    public static ContentFolder Of(DeskOptions options) => options.ContentFolder is { Length: > 0 } folder && !Directory.Exists(folder)
        ? throw new ArgumentException($"{DeskOptions.Section}:ContentFolder is '{folder}', where no folder is; it must hold rules/, workflows/, templates/ and sla/.")
        : new(options.ContentFolder is { Length: > 0 } configured ? configured : AppContext.BaseDirectory);
}
