using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Automation.MailboxEmulator.Graph;

/// <summary>An answer, before it is written to the connection or into a batch.</summary>
internal sealed class GraphResponse
{
    public required int Status { get; set; }
    public string? ContentType { get; init; }
    public ReadOnlyMemory<byte> Body { get; init; }
    public List<(string Name, string Value)> Headers { get; } = [];

    /// <summary>A fault: the connection is cut instead of answering.</summary>
    public bool CutsConnection { get; set; }

    public const string JsonType = "application/json; odata.metadata=minimal; odata.streaming=true; IEEE754Compatible=false; charset=utf-8";

    public static GraphResponse Empty(int status) => new() { Status = status };

    public static GraphResponse Json(int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, JsonWriting.Options))
            write(json);
        return new() { Status = status, ContentType = JsonType, Body = buffer.WrittenMemory };
    }

    public static GraphResponse Bytes(string contentType, ReadOnlyMemory<byte> bytes) => new() { Status = 200, ContentType = contentType, Body = bytes };

    public static GraphResponse Error(GraphException error, DateTimeOffset now, string? clientRequestId)
    {
        var requestId = clientRequestId ?? Guid.NewGuid().ToString();
        var response = Json(error.Status, json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("code", error.Code);
            json.WriteString("message", error.Message);
            json.WriteStartObject("innerError");
            json.WriteString("date", now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
            json.WriteString("request-id", requestId);
            json.WriteString("client-request-id", requestId);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        });
        if (error.RetryAfter is { } wait)
            response.Headers.Add(("Retry-After", wait));
        return response;
    }
}

internal static class JsonWriting
{
    /// <summary>Relaxed escaping keeps HTML bodies short; the answers are JSON documents, never parts of a page.</summary>
    public static readonly JsonWriterOptions Options = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };
}
