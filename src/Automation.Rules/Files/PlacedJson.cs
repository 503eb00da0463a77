using System.Text;
using System.Text.Json;

namespace Automation.Rules.Files;

/// <summary>JSON that remembers where each value stands, so that an error can be shown at its place.</summary>
internal sealed class PlacedJson
{
    public required JsonValueKind Kind { get; init; }

    public required int Line { get; init; }

    public required int Column { get; init; }

    /// <summary>The text of a string, or of a number as written.</summary>
    public string Text { get; init; } = "";

    public List<PlacedJson> Items { get; } = [];

    public List<PlacedMember> Members { get; } = [];

    /// <exception cref="RuleFileException">The text is not JSON, or an object names a member twice.</exception>
    public static PlacedJson Parse(string text, string file)
    {
        var bytes = Encoding.UTF8.GetBytes(text.StartsWith('\uFEFF') ? text[1..] : text);
        var parser = new Parser(bytes, file);
        return parser.Run();
    }

    private sealed class Parser(byte[] bytes, string file)
    {
        private readonly List<RuleProblem> _problems = [];
        private int _counted;
        private int _line = 1;
        private int _lineStart;

        public PlacedJson Run()
        {
            try
            {
                var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 64 });
                reader.Read();
                var value = Value(ref reader);
                reader.Read();
                return _problems.Count == 0 ? value : throw new RuleFileException(_problems);
            }
            catch (JsonException e)
            {
                throw new RuleFileException([NotJson.At(bytes, (int)(e.LineNumber ?? 0), (int)(e.BytePositionInLine ?? 0), file)]);
            }
        }

        private PlacedJson Value(ref Utf8JsonReader reader)
        {
            var (line, column) = Place((int)reader.TokenStartIndex);
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    var before = _problems.Count;
                    var obj = new PlacedJson { Kind = JsonValueKind.Object, Line = line, Column = column };
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                    {
                        var (nameLine, nameColumn) = Place((int)reader.TokenStartIndex);
                        var name = reader.GetString()!;
                        reader.Read();
                        if (obj.Members.Exists(member => member.Name == name))
                            _problems.Add(new RuleProblem(file, nameLine, nameColumn, null, $"\"{name}\" is written twice; leave one of them out."));
                        obj.Members.Add(new PlacedMember(name, nameLine, nameColumn, Value(ref reader)));
                    }
                    NameRule(obj, before);
                    return obj;
                case JsonTokenType.StartArray:
                    var array = new PlacedJson { Kind = JsonValueKind.Array, Line = line, Column = column };
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                        array.Items.Add(Value(ref reader));
                    return array;
                case JsonTokenType.String:
                    return new PlacedJson { Kind = JsonValueKind.String, Line = line, Column = column, Text = Text(ref reader, line, column) };
                case JsonTokenType.Number:
                    return new PlacedJson { Kind = JsonValueKind.Number, Line = line, Column = column, Text = Encoding.UTF8.GetString(reader.ValueSpan) };
                case JsonTokenType.True:
                    return new PlacedJson { Kind = JsonValueKind.True, Line = line, Column = column };
                case JsonTokenType.False:
                    return new PlacedJson { Kind = JsonValueKind.False, Line = line, Column = column };
                default:
                    return new PlacedJson { Kind = JsonValueKind.Null, Line = line, Column = column };
            }
        }

        // Only now the name of the rule is known in which the problems stand.
        private void NameRule(PlacedJson obj, int before)
        {
            if (_problems.Count == before || !obj.Members.Exists(member => member.Name is "when" or "then"))
                return;
            var rule = obj.Members.Find(member => member.Name == "name")?.Value.Text;
            for (var i = before; i < _problems.Count; i++)
                _problems[i] = _problems[i] with { Rule = rule };
        }

        private string Text(ref Utf8JsonReader reader, int line, int column)
        {
            try
            {
                return reader.GetString()!;
            }
            catch (InvalidOperationException)
            {
                // An escape such as \ud800 alone: valid JSON, but no text.
                _problems.Add(new RuleProblem(file, line, column, null, "The text holds half of a character pair: write the character itself, or both halves."));
                return "";
            }
        }

        // Tokens come in order, so the lines are counted once over the whole file.
        private (int Line, int Column) Place(int offset)
        {
            for (; _counted < offset; _counted++)
            {
                if (bytes[_counted] == (byte)'\n')
                {
                    _line++;
                    _lineStart = _counted + 1;
                }
            }
            return (_line, Encoding.UTF8.GetCharCount(bytes, _lineStart, offset - _lineStart) + 1);
        }
    }
}

internal sealed record PlacedMember(string Name, int Line, int Column, PlacedJson Value);
