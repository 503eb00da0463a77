using System.Globalization;
using Fluid.Values;

namespace Automation.Mail.Templates;

/// <summary>The values a template can use, by dotted name (<c>ticket.number</c>). Only plain values go in, so a template can reach nothing else.</summary>
public sealed class TemplateValues
{
    private readonly Dictionary<string, FluidValue> _flat = new(StringComparer.Ordinal);

    /// <summary>The reader's time zone, for <c>local_time</c>. UTC unless set.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    public TemplateValues Set(string name, string? value) => Put(name, value is null ? NilValue.Instance : StringValue.Create(value));

    public TemplateValues Set(string name, long value) => Put(name, NumberValue.Create(value));

    public TemplateValues Set(string name, bool value) => Put(name, BooleanValue.Create(value));

    /// <summary>An instant; templates show it with <c>| local_time</c>. Null is given as nothing.</summary>
    public TemplateValues Set(string name, DateTimeOffset? value) => Put(name, value is { } instant ? new DateTimeValue(instant) : NilValue.Instance);

    /// <summary>HTML that was sanitised already and is to stand in a body as it is. Never pass what a stranger wrote and nobody cleaned.</summary>
    public TemplateValues SetSafeHtml(string name, string html) => Put(name, StringValue.Create(html, encode: false));

    /// <summary>The top-level names, each a value or a group of values.</summary>
    internal IEnumerable<KeyValuePair<string, FluidValue>> Build() => BuildLevel(_flat.Select(p => (p.Key, p.Value)));

    /// <summary>What there is, for the built-in fallback.</summary>
    internal string Text(string name, CultureInfo culture) =>
        _flat.TryGetValue(name, out var value) ? value.ToObjectValue() is DateTimeOffset t ? TimeZoneInfo.ConvertTime(t, TimeZone).ToString("yyyy-MM-dd HH:mm zzz", culture) : value.ToStringValue() : "";

    private TemplateValues Put(string name, FluidValue value)
    {
        _flat[name] = value;
        return this;
    }

    private static IEnumerable<KeyValuePair<string, FluidValue>> BuildLevel(IEnumerable<(string Name, FluidValue Value)> values)
    {
        foreach (var group in values.GroupBy(v => v.Name.Split('.', 2)[0], StringComparer.Ordinal))
        {
            var nested = group.Where(v => v.Name.Contains('.', StringComparison.Ordinal)).Select(v => (v.Name[(group.Key.Length + 1)..], v.Value)).ToArray();
            yield return new KeyValuePair<string, FluidValue>(
                group.Key,
                nested.Length == 0 ? group.First().Value : new DictionaryValue(new FluidValueDictionaryFluidIndexable(BuildLevel(nested).ToDictionary(StringComparer.Ordinal))));
        }
    }
}
