using System.Text.Json;

namespace Automation.Graph.Connection;

/// <summary>An answer of Graph with its body exactly as it came.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="IsCut">The body was longer than the caller wanted and ends early.</param>
internal sealed record GraphAnswer(int Status, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter, bool IsCut = false)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The service's error; empty texts when the body holds none.</summary>
    public GraphError Error => GraphError.Read(Body);
}

/// <param name="Code">For programs. Spelled differently in different places, so compare without case.</param>
internal readonly record struct GraphError(string Code, string Message)
{
    public bool Is(string code) => string.Equals(Code, code, StringComparison.OrdinalIgnoreCase);

    public static GraphError Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Read(json.RootElement) : default;
        }
        catch (JsonException)
        {
            // A proxy in between may answer with a page of HTML.
            return new GraphError("", "");
        }
    }

    public static GraphError Read(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object
        && body.TryGetProperty("error", out var error)
        && error.ValueKind == JsonValueKind.Object
            ? new GraphError(Text(error, "code"), Text(error, "message"))
            : new GraphError("", "");

    private static string Text(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
