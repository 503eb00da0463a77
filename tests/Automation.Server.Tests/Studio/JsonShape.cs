using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Automation.Server.Tests.Studio;

/// <summary>
/// What values look like without what they say: of which kinds they are, and which properties objects have always or sometimes. Of a list, all items make one shape.
/// Null is as good as left out, as in Elsa's answers.
/// </summary>
internal sealed class JsonShape
{
    private readonly SortedSet<string> _kinds = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, JsonShape> _properties = new(StringComparer.Ordinal);
    private JsonShape? _items;
    private int _objects;
    private int _seen;

    public static JsonShape Of(JsonNode? node)
    {
        var shape = new JsonShape();
        shape.Add(node);
        return shape;
    }

    /// <summary>Why something that reads this shape cannot read the other one: a property that is always here is missing there, or something is of another kind.</summary>
    /// <param name="isFree">By path, such as <c>items[].input</c>: what stands there is a user's own and looks as it likes.</param>
    public IEnumerable<string> DifferencesTo(JsonShape other, Func<string, bool> isFree, string path = "")
    {
        if (isFree(path) || _kinds.Count == 0 || other._kinds.Count == 0)
            yield break;
        foreach (var kind in other._kinds.Where(k => !_kinds.Contains(k) && !(k == "date" && _kinds.Contains("string"))))
            yield return $"{Shown(path)} is of kind {kind}; recorded: {string.Join(", ", _kinds)}";
        if (other._objects > 0)
        {
            foreach (var (name, shape) in _properties)
            {
                var below = path.Length == 0 ? name : $"{path}.{name}";
                var isAlways = shape._seen == _objects && shape._kinds.Count > 0;
                if (!other._properties.TryGetValue(name, out var theirs) || (isAlways && theirs._seen < other._objects))
                {
                    if (isAlways && !isFree(below))
                        yield return $"{below} is missing";
                    continue;
                }

                foreach (var difference in shape.DifferencesTo(theirs, isFree, below))
                    yield return difference;
            }
        }

        if (_items is not { } items || !_kinds.Contains("array") || items._kinds.Count == 0)
            yield break;
        if (other._items is not { _kinds.Count: > 0 } otherItems)
        {
            if (!isFree(path + "[]"))
                yield return $"{Shown(path)} is an empty list, so nothing of it is compared";
            yield break;
        }

        foreach (var difference in items.DifferencesTo(otherItems, isFree, path + "[]"))
            yield return difference;
    }

    private static string Shown(string path) => path.Length == 0 ? "the answer" : path;

    private void Add(JsonNode? node)
    {
        if (node is null)
            return;
        _seen++;
        switch (node)
        {
            case JsonObject o:
                _kinds.Add("object");
                _objects++;
                foreach (var (name, value) in o)
                {
                    if (!_properties.TryGetValue(name, out var shape))
                        _properties[name] = shape = new JsonShape();
                    shape.Add(value);
                }

                break;
            case JsonArray a:
                _kinds.Add("array");
                _items ??= new JsonShape();
                foreach (var item in a)
                    _items.Add(item);
                break;
            default:
                _kinds.Add(KindOf(node));
                break;
        }
    }

    private static string KindOf(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.String => IsDate(node.GetValue<string>()) ? "date" : "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var other => other.ToString(),
    };

    private static bool IsDate(string text) => text.Length > 18 && text[10] == 'T' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _);
}
