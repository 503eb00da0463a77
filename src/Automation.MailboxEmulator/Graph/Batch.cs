using System.Text;
using System.Text.Json;
using Automation.MailboxEmulator.Control;
using Automation.MailboxEmulator.Drafts;
using Microsoft.AspNetCore.WebUtilities;

namespace Automation.MailboxEmulator.Graph;

/// <summary><c>POST /$batch</c>: up to 20 requests, each with its own answer. They run one after the other, which no caller can tell from Outlook's "at most four at a time".</summary>
internal sealed class Batch(Pipeline pipeline, RequestCounts counts, EmulatorOptions options)
{
    private const int MaxRequests = 20;
    private readonly Random _order = new(options.Seed);

    /// <exception cref="GraphException">400 for a batch that is none.</exception>
    public async ValueTask<GraphResponse> AnswerAsync(GraphRequest request)
    {
        counts.Asked("batch", null);
        var requests = Json.Get(request.Json(), "requests") is { ValueKind: JsonValueKind.Array } given
            ? given.EnumerateArray().ToList()
            : throw GraphException.BadRequest("Invalid batch payload format.");
        if (requests.Count > MaxRequests)
            throw GraphException.BadRequest($"Number of batch request steps exceeds the maximum value of {MaxRequests}.");
        var answers = new List<(string Id, GraphResponse Response)>(requests.Count);
        var statuses = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var step in requests)
        {
            var id = Json.Text(step, "id") ?? throw GraphException.BadRequest("Invalid batch payload format: a request has no id.");
            if (statuses.ContainsKey(id))
                throw GraphException.BadRequest($"Invalid batch payload format: the id '{id}' is used twice.");
            var response = Failed(step, statuses)
                ? GraphResponse.Error(new GraphException(424, "FailedDependency", "A request this one depends on has failed."), options.Time.GetUtcNow(), null)
                : await pipeline.AnswerAsync(Inner(step, request));
            if (response.CutsConnection)
                response = GraphResponse.Error(new GraphException(504, "UnknownError", ""), options.Time.GetUtcNow(), null);
            statuses.Add(id, response.Status);
            answers.Add((id, response));
        }

        Shuffle(answers);
        return GraphResponse.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("responses");
            foreach (var (id, response) in answers)
                Write(json, id, response);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static bool Failed(JsonElement step, Dictionary<string, int> statuses)
    {
        if (Json.Get(step, "dependsOn") is not { ValueKind: JsonValueKind.Array } needed)
            return false;
        foreach (var id in needed.EnumerateArray())
        {
            if (!statuses.TryGetValue(id.GetString() ?? "", out var status))
                throw GraphException.BadRequest("Invalid batch payload format: dependsOn names a request that does not come before.");
            if (status >= 400)
                return true;
        }

        return false;
    }

    private static GraphRequest Inner(JsonElement step, GraphRequest outer)
    {
        var url = Json.Text(step, "url") ?? throw GraphException.BadRequest("Invalid batch payload format: a request has no url.");
        // The SDK may write the whole address.
        if (url.StartsWith(outer.BaseUrl, StringComparison.OrdinalIgnoreCase))
            url = url[outer.BaseUrl.Length..];
        var question = url.IndexOf('?', StringComparison.Ordinal);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (Json.Get(step, "headers") is { } given)
        {
            foreach (var header in given.EnumerateObject())
                headers[header.Name] = header.Value.ToString();
        }

        return new GraphRequest
        {
            Method = (Json.Text(step, "method") ?? "GET").ToUpperInvariant(),
            Segments = PathSegments.Split(question < 0 ? url : url[..question]),
            Query = QueryHelpers.ParseQuery(question < 0 ? "" : url[question..]),
            Header = headers.GetValueOrDefault,
            Body = Json.Get(step, "body") is { } body ? Encoding.UTF8.GetBytes(body.GetRawText()) : default,
            BaseUrl = outer.BaseUrl,
            Application = outer.Application,
            Cancelled = outer.Cancelled,
        };
    }

    private void Shuffle(List<(string Id, GraphResponse Response)> answers)
    {
        if (!options.ShuffleBatchAnswers)
            return;
        lock (_order)
        {
            for (var i = answers.Count - 1; i > 0; i--)
            {
                // Seeded on purpose.
#pragma warning disable CA5394
                var j = _order.Next(i + 1);
#pragma warning restore CA5394
                (answers[i], answers[j]) = (answers[j], answers[i]);
            }
        }
    }

    private static void Write(Utf8JsonWriter json, string id, GraphResponse response)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteNumber("status", response.Status);
        json.WriteStartObject("headers");
        foreach (var (name, value) in response.Headers)
            json.WriteString(name, value);
        if (response.ContentType is { } type)
            json.WriteString("Content-Type", type == GraphResponse.JsonType ? "application/json" : type);
        json.WriteEndObject();
        if (response.ContentType == GraphResponse.JsonType)
        {
            json.WritePropertyName("body");
            json.WriteRawValue(response.Body.Span, skipInputValidation: true);
        }
        else if (!response.Body.IsEmpty)
        {
            json.WriteBase64String("body", response.Body.Span);
        }

        json.WriteEndObject();
    }
}
