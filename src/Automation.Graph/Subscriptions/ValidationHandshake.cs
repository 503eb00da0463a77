namespace Automation.Graph.Subscriptions;

/// <summary>
/// Graph proves a notification address by calling it with <c>?validationToken=…</c>; it wants the decoded token back within 10 s, status 200, as <c>text/plain</c>.
/// </summary>
public static class ValidationHandshake
{
    public const string ContentType = "text/plain; charset=utf-8";

    /// <summary>Longest token that is echoed. Graph's are around 100 characters.</summary>
    private const int LongestToken = 2048;

    /// <summary>The text to answer with; null when the request is no handshake.</summary>
    /// <param name="queryString">With or without its question mark, still encoded.</param>
    public static string? Answer(string? queryString)
    {
        foreach (var pair in (queryString ?? "").TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || !pair.AsSpan(0, at).Equals("validationToken", StringComparison.OrdinalIgnoreCase))
                continue;
            var token = Uri.UnescapeDataString(pair[(at + 1)..].Replace('+', ' '));
            return token.Length is > 0 and <= LongestToken ? token : null;
        }

        return null;
    }
}
