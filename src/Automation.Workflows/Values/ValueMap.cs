using System.Text.Json.Serialization;

namespace Automation.Workflows.Values;

/// <summary>
/// Named workflow values: an input, an output, a JSON object. Holds only values that
/// <see cref="WorkflowValue.Normalise"/> gives, so that it survives a round trip through JSON unchanged.
/// </summary>
[JsonConverter(typeof(ValueMapConverter))]
public sealed class ValueMap : Dictionary<string, object?>
{
    public ValueMap() : base(StringComparer.Ordinal)
    {
    }

    public ValueMap(int capacity) : base(capacity, StringComparer.Ordinal)
    {
    }

    /// <summary>Copies the pairs, bringing every value into its normal form.</summary>
    public ValueMap(IEnumerable<KeyValuePair<string, object?>> pairs) : base(StringComparer.Ordinal)
    {
        foreach (var (key, value) in pairs)
            this[key] = WorkflowValue.Normalise(value);
    }

    /// <summary>The value under <paramref name="key"/>, or null.</summary>
    public object? Find(string key) => TryGetValue(key, out var value) ? value : null;
}
