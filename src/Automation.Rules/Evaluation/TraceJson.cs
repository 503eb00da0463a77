using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Automation.Rules.Evaluation;

/// <summary>Traces as JSON: compact, camel case, without empty members.</summary>
public static class TraceJson
{
    private static readonly TraceJsonContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter<RuleResult>(JsonNamingPolicy.CamelCase) },
        // Conditions nest, and each level is an object in a list.
        MaxDepth = 128,
    });

    public static string Write(DecisionTrace trace) => JsonSerializer.Serialize(trace, Context.DecisionTrace);

    /// <exception cref="JsonException">The text is not a trace.</exception>
    public static DecisionTrace Read(string json) =>
        JsonSerializer.Deserialize(json, Context.DecisionTrace) ?? throw new JsonException("The trace is null.");
}

[JsonSerializable(typeof(DecisionTrace))]
internal sealed partial class TraceJsonContext : JsonSerializerContext;
