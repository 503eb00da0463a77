namespace Automation.Mail.Cleaning;

/// <summary>Makes the name of an attachment fit to show and to save under: the last part of a path, on one line, with nothing that turns "exe.cod" into "doc.exe" before the eyes.</summary>
public static class FileName
{
    private const int Longest = 200;

    /// <returns>At most 200 characters; empty when nothing is left.</returns>
    public static string Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var line = PlainLine.Of(name).Replace('\\', '/');
        return PlainText.Cut(line[(line.LastIndexOf('/') + 1)..].Trim(), Longest);
    }
}
