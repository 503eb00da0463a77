using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Automation.MailboxEmulator.Control;

/// <summary>JSON of the control API: camel case, enums by name.</summary>
internal static class ControlJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static Task WriteAsync<T>(HttpContext http, T value, int status = 200)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(value, Options, http.RequestAborted);
    }

    /// <summary>The reader sees a null for a value that must be there, but not one among the items of a list.</summary>
    /// <exception cref="ControlException">400 when an item is null.</exception>
    public static IReadOnlyList<T> Items<T>(IReadOnlyList<T>? list, string name)
        where T : class =>
        list is null ? [] : list.All(x => x is not null) ? list : throw new ControlException(400, $"An item of '{name}' is null.");

    /// <exception cref="ControlException">400 with the reader's reason.</exception>
    public static async ValueTask<T> ReadAsync<T>(HttpContext http)
    {
        try
        {
            return await http.Request.ReadFromJsonAsync<T>(Options, http.RequestAborted) ?? throw new ControlException(400, "A JSON object is expected.");
        }
        catch (JsonException problem)
        {
            throw new ControlException(400, Describe(problem));
        }
        catch (InvalidOperationException)
        {
            throw new ControlException(400, "The body has to be JSON, with Content-Type: application/json.");
        }
    }

    /// <summary>The reader names classes; who writes the JSON knows places in it only.</summary>
    private static string Describe(JsonException problem)
    {
        const string missing = "including: ";
        if (problem.Message.IndexOf(missing, StringComparison.Ordinal) is >= 0 and var at)
            return $"Missing: {problem.Message[(at + missing.Length)..].TrimEnd('.')}.";
        var place = problem.LineNumber is { } line ? $" (line {line + 1}, character {problem.BytePositionInLine + 1})" : "";
        return problem.Path is { Length: > 1 } path
            ? $"{path.TrimStart('$', '.')}{place} is not known here, or its value is not of the kind that belongs there."
            : $"The body is not a JSON object as it is expected here{place}.";
    }
}

/// <summary>A refusal of the control API.</summary>
internal sealed class ControlException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
