using System.Text.Json;
using System.Text.Json.Serialization;
using Automation.Workflows.Activities.Flow;
using Automation.Workflows.Values;

namespace Automation.Workflows.Execution;

/// <summary>An instance's state as compact UTF-8 JSON and back.</summary>
public static class StateJson
{
    public static byte[] Write(WorkflowState state) => JsonSerializer.SerializeToUtf8Bytes(state, StateJsonContext.Default.WorkflowState);

    /// <exception cref="JsonException">The bytes are not a state that <see cref="Write"/> gave.</exception>
    public static WorkflowState Read(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize(utf8, StateJsonContext.Default.WorkflowState) ?? throw new JsonException("The state is null.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true,
    PreferredObjectCreationHandling = JsonObjectCreationHandling.Populate,
    MaxDepth = 512,
    Converters = [typeof(ValueConverter)])]
[JsonSerializable(typeof(WorkflowState))]
[JsonSerializable(typeof(FlowScope))]
internal sealed partial class StateJsonContext : JsonSerializerContext;
