using System.Text.RegularExpressions;

namespace Automation.Server.Requests;

/// <summary>
/// What the framework says of a request that it cannot read, in words for who sent it: which field, and what it must be. Its own sentences name types and parameters of the program.
/// A sentence that is not known here stays as it is.
/// </summary>
internal static partial class BindingWords
{
    /// <summary>Of a parameter of the address, or of the body as a whole.</summary>
    public static string OfRequest(string sentence)
    {
        if (Unbound().Match(sentence) is { Success: true } unbound)
            return $"'{unbound.Groups["name"].Value}' is '{unbound.Groups["value"].Value}'; it must be {Kind(unbound.Groups["type"].Value)}.";
        if (Missing().Match(sentence) is { Success: true } missing)
        {
            var name = missing.Groups["name"].Value;
            return missing.Groups["source"].Value switch
            {
                "query string" => $"'{name}' is missing; add {name}=… behind the question mark of the address.",
                "header" => $"The header '{name}' is missing.",
                "body" => NoBody,
                var source => $"'{name}' is missing from the {source}."
            };
        }

        return sentence.StartsWith("Implicit body inferred", StringComparison.Ordinal) ? NoBody : sentence;
    }

    /// <summary>Of what stands in a body of JSON.</summary>
    /// <param name="cause">What the reader of the single value said; where it said something, the sentence names the object around it.</param>
    public static string OfJson(string sentence, string? cause)
    {
        if (Unconverted().Match(sentence) is { Success: true } unconverted)
            return $"This must be {Kind(cause is not null && Unread().Match(cause) is { Success: true } unread ? unread.Groups["type"].Value : unconverted.Groups["type"].Value)}.";
        if (Unmapped().Match(sentence) is { Success: true } unmapped)
            return $"There is no '{unmapped.Groups["name"].Value}' here; take it out, or look at how it is written.";
        return Lacking().Match(sentence) is { Success: true } lacking ? $"It lacks {lacking.Groups["names"].Value}." : sentence;
    }

    private const string NoBody = "The request has no body; send JSON with Content-Type: application/json.";

    private static string Kind(string type)
    {
        var plain = Nullable().Replace(type, "${of}").TrimEnd('?');
        if (plain.EndsWith("[]", StringComparison.Ordinal) || plain.Contains("List`", StringComparison.Ordinal) || plain.Contains("IEnumerable`", StringComparison.Ordinal))
            return "a list in square brackets";
        return plain[(plain.LastIndexOf('.') + 1)..] switch
        {
            "number" => "a number",
            "boolean" => "true or false",
            "int" or "Int32" or "long" or "Int64" or "short" or "Int16" => "a whole number",
            "double" or "Double" or "decimal" or "Decimal" or "float" or "Single" => "a number",
            "bool" or "Boolean" => "true or false",
            "string" or "String" => "text in quotation marks",
            "Guid" => "an id such as 0f8fad5b-d9cb-469f-a165-70867728950e",
            "DateTimeOffset" or "DateTime" => "a moment such as 2026-05-01T09:00:00Z",
            "DateOnly" => "a day such as 2026-05-01",
            "TimeSpan" => "a time span such as 00:05:00",
            _ => Members(plain) is { Length: > 0 } members ? $"one of: {string.Join(", ", members)}" : "an object in braces, as it is described for this address"
        };
    }

    private static string[] Members(string type) =>
        AppDomain.CurrentDomain.GetAssemblies().Where(assembly => assembly.GetName().Name?.StartsWith("Automation.", StringComparison.Ordinal) == true)
            .Select(assembly => assembly.GetType(type)).FirstOrDefault(found => found is { IsEnum: true }) is { } known ? Enum.GetNames(known) : [];

    [GeneratedRegex("""^Failed to bind parameter "(?<type>.+) (?<name>\S+)" from "(?<value>.*)"\.$""", RegexOptions.Singleline)]
    private static partial Regex Unbound();

    [GeneratedRegex("""^Required parameter "(?<type>.+) (?<name>\S+)" was not provided from (?<source>[^.]+)\.$""")]
    private static partial Regex Missing();

    [GeneratedRegex(@"^The JSON value could not be converted to (?<type>.+?)\.?$")]
    private static partial Regex Unconverted();

    [GeneratedRegex(@"(as an? |bounds for an? |supported )(?<type>[A-Za-z0-9]+)( format)?\.?$")]
    private static partial Regex Unread();

    [GeneratedRegex("^The JSON property '(?<name>.*)' could not be mapped to any .NET member")]
    private static partial Regex Unmapped();

    [GeneratedRegex("^JSON deserialization for type '.*' was missing required properties including: (?<names>.+?)\\.?$")]
    private static partial Regex Lacking();

    [GeneratedRegex(@"^(System\.)?Nullable(`1\[|<)(?<of>.+)[\]>]$")]
    private static partial Regex Nullable();
}
