namespace Automation.Server.Composition;

/// <summary>Where rules/, templates/, sla/ and workflows/ are read from.</summary>
internal sealed record ContentFolder(string Path)
{
    public static ContentFolder Of(DeskOptions options) => new(options.ContentFolder ?? AppContext.BaseDirectory);
}
