using System.Text.Json;

namespace Automation.Workflows.Definitions;

/// <summary>Finds the member of a JSON object that is written a second time. The parser refuses such a text without a word on where.</summary>
internal static class DuplicateMember
{
    /// <returns>The first that comes again; null when there is none, or the text is not JSON before it.</returns>
    public static DefinitionProblem? Find(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = DefinitionReader.MaxDepth });
        var open = new Stack<HashSet<string>>();
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.StartObject)
                    open.Push(new HashSet<string>(StringComparer.Ordinal));
                else if (reader.TokenType == JsonTokenType.EndObject)
                    open.Pop();
                else if (reader.TokenType == JsonTokenType.PropertyName && reader.GetString() is { } name && !open.Peek().Add(name))
                    return At(utf8, (int)reader.TokenStartIndex, name);
            }
        }
        catch (JsonException)
        {
            // What is wrong is told as the parser told it.
        }

        return null;
    }

    private static DefinitionProblem At(ReadOnlySpan<byte> utf8, int index, string name)
    {
        var before = utf8[..index];
        return DefinitionProblem.OfText(
            "written-twice", $"'{name}' is written twice in one object: keep one of them.", "$", before.Count((byte)'\n') + 1, index - before.LastIndexOf((byte)'\n'));
    }
}
