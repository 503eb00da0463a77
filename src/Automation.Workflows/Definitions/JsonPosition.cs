using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Automation.Workflows.Definitions;

/// <summary>Finds the line and column of a path in a JSON text.</summary>
internal static class JsonPosition
{
    /// <summary>The place of the longest part of <paramref name="path"/> that exists; null for text that is not JSON.</summary>
    public static (int Line, int Column)? Find(ReadOnlySpan<byte> utf8, string path)
    {
        var wanted = Segments(path);
        var matched = 0;
        var best = 0L;
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = DefinitionReader.MaxDepth });

        try
        {
            reader.Read();
            while (matched < wanted.Count && Enter(ref reader, wanted[matched]))
            {
                best = reader.TokenStartIndex;
                matched++;
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return Place(utf8, (int)best);
    }

    /// <summary>Moves from a container to its child; the reader then stands on the child's first token.</summary>
    private static bool Enter(ref Utf8JsonReader reader, string segment)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var found = reader.ValueTextEquals(segment);
                reader.Read();
                if (found)
                    return true;
                reader.Skip();
            }
        }
        else if (reader.TokenType == JsonTokenType.StartArray && int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (index-- == 0)
                    return true;
                reader.Skip();
            }
        }

        return false;
    }

    private static List<string> Segments(string path)
    {
        var segments = new List<string>();
        var current = new StringBuilder();
        foreach (var letter in path.AsSpan(path.StartsWith('$') ? 1 : 0))
        {
            if (letter is not ('.' or '[' or ']'))
            {
                current.Append(letter);
                continue;
            }

            if (current.Length > 0)
                segments.Add(current.ToString());
            current.Clear();
        }

        if (current.Length > 0)
            segments.Add(current.ToString());
        return segments;
    }

    private static (int Line, int Column) Place(ReadOnlySpan<byte> utf8, int offset)
    {
        var before = utf8[..Math.Min(offset, utf8.Length)];
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return (before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1);
    }
}
