using System.Text.Json;
using System.Text.Json.Serialization;

namespace Automation.Workflows.Values;

/// <summary>Reads and writes normal values without reflection.</summary>
internal static class ValueJson
{
    public static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case ValueMap map:
                writer.WriteStartObject();
                foreach (var (key, item) in map)
                {
                    writer.WritePropertyName(key);
                    Write(writer, item);
                }

                writer.WriteEndObject();
                break;
            case List<object?> list:
                writer.WriteStartArray();
                foreach (var item in list)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                Write(writer, WorkflowValue.Normalise(value));
                break;
        }
    }

    public static object? Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var whole) ? whole : WorkflowValue.Number(reader.GetDouble());
            case JsonTokenType.StartArray:
                var list = new List<object?>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    list.Add(Read(ref reader));
                return list;
            case JsonTokenType.StartObject:
                return ReadMap(ref reader);
            default:
                throw new JsonException($"A value cannot start with {reader.TokenType}.");
        }
    }

    public static ValueMap ReadMap(ref Utf8JsonReader reader)
    {
        var map = new ValueMap();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = reader.GetString()!;
            reader.Read();
            map[key] = Read(ref reader);
        }

        return map;
    }
}

/// <summary>Lets the serialiser keep a <see cref="ValueMap"/> in its normal form.</summary>
public sealed class ValueMapConverter : JsonConverter<ValueMap>
{
    public override ValueMap Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.StartObject ? ValueJson.ReadMap(ref reader) : throw new JsonException("An object was expected.");

    public override void Write(Utf8JsonWriter writer, ValueMap value, JsonSerializerOptions options) => ValueJson.Write(writer, value);
}

/// <summary>Lets the serialiser keep a single workflow value in its normal form.</summary>
public sealed class ValueConverter : JsonConverter<object?>
{
    public override bool HandleNull => true;

    public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ValueJson.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, object? value, JsonSerializerOptions options) => ValueJson.Write(writer, value);
}
