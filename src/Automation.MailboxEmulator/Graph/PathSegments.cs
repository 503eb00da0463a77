namespace Automation.MailboxEmulator.Graph;

/// <summary>Splits an OData path so that all its spellings look alike: <c>mailFolders('inbox')</c> as <c>mailFolders/inbox</c>, <c>delta()</c> and <c>microsoft.graph.delta()</c> as <c>delta</c>.</summary>
internal static class PathSegments
{
    public static string[] Split(string path)
    {
        var segments = new List<string>(8);
        foreach (var escaped in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var segment = Uri.UnescapeDataString(escaped);
            if (segment.EndsWith("')", StringComparison.Ordinal) && segment.IndexOf("('", StringComparison.Ordinal) is > 0 and var open && IsName(segment.AsSpan(0, open)))
            {
                segments.Add(segment[..open]);
                segments.Add(segment[(open + 2)..^2].Replace("''", "'", StringComparison.Ordinal));
                continue;
            }

            if (segment.EndsWith("()", StringComparison.Ordinal))
                segment = segment[..^2];
            const string Namespace = "microsoft.graph.";
            if (segment.StartsWith(Namespace, StringComparison.OrdinalIgnoreCase))
                segment = segment[Namespace.Length..];
            segments.Add(segment);
        }

        return [.. segments];
    }

    private static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetter(c))
                return false;
        }

        return true;
    }
}
