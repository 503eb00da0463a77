using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Automation.Graph.Connection;
using Automation.Graph.Requests;
using Automation.Mail.Mailboxes;
using Microsoft.Kiota.Abstractions;

namespace Automation.Graph.Reading;

/// <summary>One GET inside a batch.</summary>
/// <param name="Path">Below the root, starting with a slash.</param>
/// <param name="Bytes">What its answer will be, roughly.</param>
/// <param name="Done">Called once with the final answer.</param>
internal sealed record BatchItem(string Path, long Bytes, Action<GraphAnswer> Done);

/// <summary>
/// Runs many GETs of a mailbox in <c>$batch</c> requests of up to 20. Each item has its own status; the SDK does not repeat those that were throttled, so this does.
/// </summary>
internal sealed class Batch(GraphConnection connection, string mailbox)
{
    /// <summary>Graph's limit.</summary>
    private const int MostItems = 20;

    /// <summary>Answers beyond this in one batch take too long and too much memory at once.</summary>
    private const long MostBytes = 6 * 1024 * 1024;

    private bool _hasAnswered;

    /// <exception cref="MailboxException">The very first batch failed as a whole, so the mailbox is not to be reached. Later on, what is left is answered with 503.</exception>
    public async Task RunAsync(IReadOnlyList<BatchItem> items, CancellationToken cancellationToken)
    {
        for (var start = 0; start < items.Count;)
        {
            var bytes = 0L;
            var end = start;
            while (end < items.Count && end - start < MostItems && (end == start || bytes + items[end].Bytes <= MostBytes))
                bytes += items[end++].Bytes;
            await RunOneAsync(items.Skip(start).Take(end - start).ToList(), cancellationToken).ConfigureAwait(false);
            start = end;
        }
    }

    private async Task RunOneAsync(List<BatchItem> items, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            GraphAnswer?[] answers;
            try
            {
                answers = await PostAsync(items, cancellationToken).ConfigureAwait(false);
                _hasAnswered = true;
            }
            catch (MailboxException problem) when (_hasAnswered && problem.Fault == MailboxFault.Unavailable)
            {
                foreach (var item in items)
                    item.Done(new GraphAnswer(503, ReadOnlyMemory<byte>.Empty, problem.RetryAfter));
                return;
            }

            var again = new List<BatchItem>();
            for (var i = 0; i < items.Count; i++)
            {
                var answer = answers[i] ?? new GraphAnswer(503, ReadOnlyMemory<byte>.Empty, null);
                connection.Counts.Add(RequestKind.BatchItem, answer.Status);
                if (answer.Status == 429)
                    connection.Gate.ThrottledInside(mailbox, answer.RetryAfter, GraphConnection.IsConcurrency(answer));
                if ((answer.Status == 429 || answer.Status >= 500) && attempt < connection.Options.Attempts)
                    again.Add(items[i]);
                else
                    items[i].Done(answer);
            }

            if (again.Count == 0)
                return;
            if (answers.All(a => a?.Status != 429))
                await Task.Delay(TimeSpan.FromMilliseconds(500 * attempt), connection.Time, cancellationToken).ConfigureAwait(false);
            items = again;
        }
    }

    private async Task<GraphAnswer?[]> PostAsync(List<BatchItem> items, CancellationToken cancellationToken)
    {
        var request = Write(items);
        var answer = await connection.DemandAsync(
            new GraphCall(mailbox, RequestKind.Batch, "read messages", _ =>
            {
                var post = new RequestInformation { HttpMethod = Method.POST, URI = new Uri($"{connection.Root}/$batch") };
                post.SetStreamContent(new MemoryStream(request), "application/json");
                post.Headers.Add("Accept", "application/json");
                return post;
            })
            {
                Requests = items.Count,
                Timeout = connection.Options.BatchTimeout,
            },
            cancellationToken).ConfigureAwait(false);
        try
        {
            return Read(answer.Body, items.Count);
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new MailboxException(MailboxFault.Unavailable, $"Could not read messages in {mailbox}: the answer of Microsoft 365 cannot be read. It is tried again later.", inner: problem);
        }
    }

    private static byte[] Write(List<BatchItem> items)
    {
        var buffer = new ArrayBufferWriter<byte>(items.Count * 600);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("requests"u8);
            for (var i = 0; i < items.Count; i++)
            {
                json.WriteStartObject();
                json.WriteString("id"u8, i.ToString(System.Globalization.CultureInfo.InvariantCulture));
                json.WriteString("method"u8, "GET"u8);
                json.WriteString("url"u8, items[i].Path);
                json.WriteStartObject("headers"u8);
                json.WriteString("Prefer"u8, $"{MessageFields.PreferId}, {MessageFields.PreferHtml}");
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private GraphAnswer?[] Read(ReadOnlyMemory<byte> body, int count)
    {
        var answers = new GraphAnswer?[count];
        using var json = JsonDocument.Parse(body);
        if (json.RootElement.ValueKind != JsonValueKind.Object
            || !json.RootElement.TryGetProperty("responses"u8, out var responses)
            || responses.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("The answer to a batch has no responses.");
        }

        foreach (var response in responses.EnumerateArray())
        {
            if (!int.TryParse(response.GetProperty("id"u8).GetString(), out var id) || id < 0 || id >= count)
                continue;
            var content = response.TryGetProperty("body"u8, out var value) && value.ValueKind != JsonValueKind.Null
                ? JsonMarshal.GetRawUtf8Value(value).ToArray()
                : [];
            answers[id] = new GraphAnswer(response.GetProperty("status"u8).GetInt32(), content, RetryAfter(response));
        }

        return answers;
    }

    private TimeSpan? RetryAfter(JsonElement response)
    {
        if (!response.TryGetProperty("headers"u8, out var headers) || headers.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var header in headers.EnumerateObject())
        {
            if (!string.Equals(header.Name, "Retry-After", StringComparison.OrdinalIgnoreCase))
                continue;
            var text = header.Value.ToString();
            if (!System.Net.Http.Headers.RetryConditionHeaderValue.TryParse(text, out var parsed))
                return null;
            var wait = parsed.Delta ?? parsed.Date - connection.Time.GetUtcNow();
            return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
        }

        return null;
    }
}
