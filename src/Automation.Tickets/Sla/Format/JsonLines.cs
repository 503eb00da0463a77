using System.Text;
using System.Text.Json;

namespace Automation.Tickets.Sla.Format;

/// <summary>Finds the line of each place in a JSON text. Run only when there is something to complain of.</summary>
internal static class JsonLines
{
    /// <returns>The line, from 1, of each path such as <c>policies[2].targets.P1</c>.</returns>
    /// <param name="twice">Takes the path and line of each member that is written a second time; readers see one of the two only.</param>
    public static Dictionary<string, int> Of(string json, JsonReaderOptions options, List<(string Path, int Line)>? twice = null)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes, options);
        var lines = new Dictionary<string, int> { [""] = 1 };
        var open = new Stack<(string Path, bool IsArray, int Next)>();
        var (line, counted) = (1, 0);
        string? member = null;
        while (reader.Read())
        {
            line += bytes.AsSpan(counted, (int)reader.TokenStartIndex - counted).Count((byte)'\n');
            counted = (int)reader.TokenStartIndex;
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                member = reader.GetString();
                continue;
            }
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                open.Pop();
                continue;
            }
            var path = "";
            if (open.TryPop(out var parent))
            {
                path = parent.IsArray ? $"{parent.Path}[{parent.Next}]" : parent.Path.Length == 0 ? member! : $"{parent.Path}.{member}";
                open.Push(parent with { Next = parent.Next + 1 });
            }
            if (!lines.TryAdd(path, line) && path.Length > 0)
                twice?.Add((path, line));
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                open.Push((path, reader.TokenType == JsonTokenType.StartArray, 0));
        }
        return lines;
    }
}
