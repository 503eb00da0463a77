using Automation.MailboxEmulator.Mailboxes;
using Automation.MailboxEmulator.Queries;
using Automation.MailboxEmulator.Wire;

namespace Automation.MailboxEmulator.Graph;

/// <summary><c>GET …/messages</c> of a mailbox or a folder.</summary>
internal static class MessageLists
{
    private const int DefaultPageSize = 10;
    private const int MaxPageSize = 1000;

    /// <param name="folder">Null for the whole mailbox.</param>
    public static GraphResponse List(GraphRequest request, Mailbox mailbox, Folder? folder)
    {
        if (request.Option("search") is not null)
            throw GraphException.BadRequest("$search is not played by this emulator.");
        var shape = MessageShape.Get(request.Option("select"), request.Option("expand"), request.Prefer);
        var filter = MessageFilter.Parse(request.Option("filter"));
        var top = Math.Clamp(request.NumberOption("top") ?? request.Prefer.MaxPageSize ?? DefaultPageSize, 1, MaxPageSize);
        var skip = request.NumberOption("skip") ?? 0;
        var wantsCount = string.Equals(request.Option("count"), "true", StringComparison.OrdinalIgnoreCase);
        lock (mailbox.Gate)
        {
            IEnumerable<Message> source = filter.Candidates(mailbox) is { } few ? few : folder is null ? mailbox.Messages : folder.Messages;
            var found = source.Where(m => (folder is null || m.Folder == folder) && filter.Matches(m)).ToList();
            Sort(found, request.Option("orderby"));
            var last = Math.Min(found.Count, skip + top);
            var response = GraphResponse.Json(200, json =>
            {
                json.WriteStartObject();
                json.WriteString("@odata.context", $"{request.BaseUrl}/$metadata#users('{mailbox.UserId}')/messages");
                if (wantsCount)
                    json.WriteNumber("@odata.count", found.Count);
                json.WriteStartArray("value");
                for (var i = skip; i < last; i++)
                    MessageJson.WriteRow(json, mailbox, found[i], shape, request.BaseUrl);
                json.WriteEndArray();
                if (last < found.Count)
                    json.WriteString("@odata.nextLink", NextLink(request, last));
                json.WriteEndObject();
            });
            MessageJson.Applied(response, request.Prefer);
            return response;
        }
    }

    private static string NextLink(GraphRequest request, int skip)
    {
        var query = request.Query.Where(q => !q.Key.TrimStart('$').Equals("skip", StringComparison.OrdinalIgnoreCase))
            .Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value.ToString())}")
            .Append(FormattableString.Invariant($"$skip={skip}"));
        return $"{request.BaseUrl}/{string.Join('/', request.Segments.Select(Uri.EscapeDataString))}?{string.Join('&', query)}";
    }

    private static void Sort(List<Message> messages, string? orderBy)
    {
        if (orderBy is null)
        {
            messages.Sort(static (a, b) => b.Received != a.Received ? b.Received.CompareTo(a.Received) : b.CreatedAt.CompareTo(a.CreatedAt));
            return;
        }

        var keys = new List<(MessageField Field, int Sign)>();
        foreach (var clause in orderBy.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = clause.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var field = MessageFields.Find(words[0]) ?? throw GraphException.BadRequest($"Could not find a property named '{words[0]}' on type 'microsoft.graph.message'.");
            keys.Add((field, words.Length > 1 && words[1].Equals("desc", StringComparison.OrdinalIgnoreCase) ? -1 : 1));
        }

        messages.Sort((a, b) =>
        {
            foreach (var (field, sign) in keys)
            {
                var order = (field.Read(a), field.Read(b)) switch
                {
                    (null, null) => 0,
                    (null, _) => -1,
                    (_, null) => 1,
                    var (x, y) => MessageField.Compare(x, y),
                };
                if (order != 0)
                    return order * sign;
            }

            return a.CreatedAt.CompareTo(b.CreatedAt);
        });
    }
}
