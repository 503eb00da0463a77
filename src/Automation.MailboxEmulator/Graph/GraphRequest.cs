using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace Automation.MailboxEmulator.Graph;

/// <summary>One call of the API, alone or from within a batch.</summary>
internal sealed class GraphRequest
{
    private JsonDocument? _json;

    public required string Method { get; init; }

    /// <summary>Path below the version, decoded, <c>name('key')</c> split in two and <c>()</c> dropped.</summary>
    public required string[] Segments { get; init; }

    public required IReadOnlyDictionary<string, StringValues> Query { get; init; }
    public required Func<string, string?> Header { get; init; }
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Scheme, host and version the caller used, without a slash at the end: <c>http://127.0.0.1:5090/v1.0</c>.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>The calling application: throttling counts per application and mailbox.</summary>
    public required string Application { get; init; }

    public required CancellationToken Cancelled { get; init; }

    public Prefer Prefer => field ??= Prefer.Parse(Header("Prefer"));

    /// <summary>A query option, with or without its dollar sign; null when absent or empty.</summary>
    public string? Option(string name) =>
        Query.TryGetValue("$" + name, out var value) || Query.TryGetValue(name, out value) ? (string.IsNullOrWhiteSpace(value) ? null : value.ToString()) : null;

    /// <exception cref="GraphException">400 when the option is no whole number from 0 up.</exception>
    public int? NumberOption(string name)
    {
        if (Option(name) is not { } text)
            return null;
        return int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new GraphException(400, "BadRequest", $"Invalid value '{text}' for ${name} query option found. The ${name} query option requires a non-negative integer value.");
    }

    /// <summary>The body as a JSON object; an empty body gives an empty object.</summary>
    /// <exception cref="GraphException">400 when it is no JSON object.</exception>
    public JsonElement Json()
    {
        if (_json is null)
        {
            try
            {
                _json = JsonDocument.Parse(Body.IsEmpty ? "{}"u8.ToArray() : Body, new JsonDocumentOptions { MaxDepth = 64 });
            }
            catch (JsonException problem)
            {
                throw new GraphException(400, "BadRequest", "Unable to read JSON request payload. " + problem.Message);
            }
        }

        return _json.RootElement.ValueKind == JsonValueKind.Object
            ? _json.RootElement
            : throw new GraphException(400, "BadRequest", "Unable to read JSON request payload. An object is expected.");
    }
}
