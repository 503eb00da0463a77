using System.Text.Json;
using Automation.Mail.Mailboxes;

namespace Automation.Graph.Reading;

/// <summary>Cuts a page of changes into its rows without rewriting them: each row is a slice of the body as it came.</summary>
internal static class PageReader
{
    /// <exception cref="JsonException">The body is not a page.</exception>
    public static MailPage Read(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("The answer is not an object.");

        var rows = new List<MailRow>();
        string? next = null, delta = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("value"u8))
            {
                reader.Read();
                ReadRows(ref reader, body, rows);
            }
            else if (reader.ValueTextEquals("@odata.nextLink"u8))
            {
                reader.Read();
                next = JsonText.Read(ref reader);
            }
            else if (reader.ValueTextEquals("@odata.deltaLink"u8))
            {
                reader.Read();
                delta = JsonText.Read(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return (next, delta) switch
        {
            ({ Length: > 0 }, _) => new MailPage(rows, next, IsLast: false),
            (_, { Length: > 0 }) => new MailPage(rows, delta, IsLast: true),
            _ => throw new JsonException("The page has neither a next link nor a delta link."),
        };
    }

    private static void ReadRows(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<MailRow> rows)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("The page has no list of rows.");

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            var scan = RowScan.Read(ref reader);
            // A row without an id names nothing that could be fetched, logged or asked for again.
            if (scan.Id is not { Length: > 0 } id)
                continue;
            var data = scan.IsRemoved ? ReadOnlyMemory<byte>.Empty : body[start..(int)reader.BytesConsumed];
            rows.Add(new MailRow(id, scan.Kind, scan.InternetMessageId, scan.ReceivedAt, data));
        }
    }
}
