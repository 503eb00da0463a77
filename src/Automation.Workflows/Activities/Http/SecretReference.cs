using System.Text.RegularExpressions;

namespace Automation.Workflows.Activities.Http;

/// <summary>
/// How a workflow names a secret that the host keeps: <c>${secret:NAME}</c> anywhere in a header. Only the name is stored and travels; the secret is put in when the request is sent.
/// </summary>
public static partial class SecretReference
{
    /// <summary>What stands for a secret that is not shown.</summary>
    public const string Mask = "••••";

    private static readonly string[] SecretHeaders = ["authorization", "proxy-authorization", "cookie", "api-key", "apikey", "x-functions-key"];
    private static readonly string[] SecretWords = ["token", "secret", "password", "api-key", "apikey", "signature", "credential"];

    /// <summary>The headers that carry secrets, by name or by a word in it.</summary>
    public static bool IsSecretHeader(string header) =>
        SecretHeaders.Contains(header, StringComparer.OrdinalIgnoreCase) || Array.Exists(SecretWords, word => header.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>The names in a text, each perhaps more than once.</summary>
    public static IEnumerable<string> NamesIn(string text) => Reference().Matches(text).Select(match => match.Groups[1].Value);

    public static bool IsIn(string text) => Reference().IsMatch(text);

    /// <summary>The text with its secrets in place.</summary>
    /// <param name="find">Gives a secret by its name; throws when there is none.</param>
    public static string Resolve(string text, Func<string, string> find) => Reference().Replace(text, match => find(match.Groups[1].Value));

    [GeneratedRegex(@"\$\{secret:([A-Za-z0-9_.\-]+)\}")]
    private static partial Regex Reference();
}
