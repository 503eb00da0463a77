using System.Text.Json;

namespace Automation.Workflows.Definitions;

/// <summary>Reads a definition's JSON and says what is wrong with it, and where.</summary>
internal static class DefinitionReader
{
    /// <summary>Activities nest in JSON two levels each; 256 allows for some 60 containers in one another.</summary>
    public const int MaxDepth = 256;

    /// <summary>16 MB: far above any real definition, low enough that an import cannot exhaust the memory.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    public static readonly JsonSerializerOptions DeepDocuments = new() { MaxDepth = MaxDepth };

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    public static WorkflowDefinition Read(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
            throw new WorkflowDefinitionException(DefinitionProblem.OfText("too-large", $"The definition has {utf8.Length} bytes; {MaxBytes} are allowed.", "$"));
        if (utf8.Span.StartsWith(ByteOrderMark))
            utf8 = utf8[ByteOrderMark.Length..];

        JsonElement json;
        try
        {
            using var document = JsonDocument.Parse(utf8, Reading);
            json = document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new WorkflowDefinitionException(
                DuplicateMember.Find(utf8.Span) ?? DefinitionProblem.OfText(
                    "not-json", InWords(exception), exception.Path ?? "$",
                    (int?)exception.LineNumber + 1, (int?)exception.BytePositionInLine + 1),
                exception);
        }

        if (json.ValueKind != JsonValueKind.Object)
            throw new WorkflowDefinitionException(DefinitionProblem.OfText("not-a-workflow", "A workflow definition is a JSON object.", "$").Located(utf8.Span));

        var problems = Shape(json).Select(problem => problem.Located(utf8.Span)).ToList();
        return problems.Count == 0 ? new WorkflowDefinition(json) : throw new WorkflowDefinitionException(problems);
    }

    /// <summary>The parser adds the place in its own words, counted from 0.</summary>
    internal static string InWords(JsonException exception) =>
        exception.Message.Split(" LineNumber:")[0] is { Length: > 0 } words && !words.Contains("isFinalBlock", StringComparison.Ordinal) ? words : "The text ends too early.";

    private static IEnumerable<DefinitionProblem> Shape(JsonElement json)
    {
        if (json.Object("root") is not { } root)
            yield return DefinitionProblem.OfText("no-root", "The definition has no root activity.", "$.root");
        else if (root.Text("type") is null)
            yield return DefinitionProblem.OfText("no-type", "The root activity has no type.", "$.root.type");

        foreach (var name in new[] { "id", "definitionId", "name" })
        {
            if (json.Property(name) is { ValueKind: not JsonValueKind.String })
                yield return DefinitionProblem.OfText("wrong-kind", $"'{name}' must be text.", $"$.{name}");
        }

        if (json.Property("version") is { } version && (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number < 1))
            yield return DefinitionProblem.OfText("wrong-kind", "'version' must be a whole number from 1.", "$.version");

        foreach (var name in new[] { "variables", "inputs", "outputs", "outcomes" })
        {
            if (json.Property(name) is not { } value)
                continue;
            if (value.ValueKind != JsonValueKind.Array)
                yield return DefinitionProblem.OfText("wrong-kind", $"'{name}' must be a list.", $"$.{name}");
            else if (name != "outcomes")
            {
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    if (item.ValueKind != JsonValueKind.Object || item.Text("name") is not { Length: > 0 })
                        yield return DefinitionProblem.OfText("no-name", $"Every entry of '{name}' needs a name.", $"$.{name}[{index}]");
                    index++;
                }
            }
        }
    }
}
