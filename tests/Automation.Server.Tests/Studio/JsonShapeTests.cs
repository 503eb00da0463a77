using System.Text.Json.Nodes;

namespace Automation.Server.Tests.Studio;

public sealed class JsonShapeTests
{
    [Theory]
    [InlineData("""{ "a": 1 }""", """{ "a": 2, "more": true }""", "")]
    [InlineData("""{ "a": 1 }""", """{ "b": 2 }""", "a is missing")]
    [InlineData("""{ "a": 1 }""", """{ "a": null }""", "a is missing")]
    [InlineData("""{ "a": 1 }""", """{ "a": "1" }""", "a is of kind string; recorded: number")]
    [InlineData("""{ "at": "2026-01-02T03:04:05Z" }""", """{ "at": "yesterday" }""", "at is of kind string; recorded: date")]
    [InlineData("""[{ "a": 1, "b": 1 }, { "a": 1 }]""", """[{ "a": 3 }]""", "")]
    [InlineData("""[{ "a": 1 }]""", """[{ "a": 1 }, { "c": 1 }]""", "[].a is missing")]
    [InlineData("""{ "items": [1] }""", """{ "items": [] }""", "items is an empty list, so nothing of it is compared")]
    [InlineData("""{ "free": { "x": 1 } }""", """{ "free": { "y": [] } }""", "")]
    [InlineData("""{ "free": { "x": 1 } }""", "{}", "")]
    public void What_a_reader_would_miss_is_named(string recorded, string ours, string difference) =>
        JsonShape.Of(JsonNode.Parse(recorded)).DifferencesTo(JsonShape.Of(JsonNode.Parse(ours)), path => path == "free").Should().Equal(difference.Length == 0 ? [] : [difference]);
}
