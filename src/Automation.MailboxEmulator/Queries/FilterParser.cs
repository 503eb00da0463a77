using System.Globalization;
using Automation.MailboxEmulator.Graph;
using Automation.MailboxEmulator.Mailboxes;

namespace Automation.MailboxEmulator.Queries;

/// <summary>Reads the part of OData's filter language that mail clients use: comparisons, and/or/not, contains/startswith/endswith, and Any over extended properties or categories.</summary>
internal sealed class FilterParser(string text)
{
    private readonly FilterTokens _tokens = new(text);

    public MessageFilter Parse()
    {
        var filter = Or();
        return _tokens.IsAtEnd ? filter : throw _tokens.Unexpected();
    }

    private MessageFilter Or()
    {
        var left = And();
        while (_tokens.Take("or"))
            left = left.Or(And());
        return left;
    }

    private MessageFilter And()
    {
        var left = Term();
        while (_tokens.Take("and"))
            left = left.And(Term());
        return left;
    }

    private MessageFilter Term()
    {
        if (_tokens.Take("not"))
            return Term().Not();
        if (_tokens.Take("("))
        {
            var inner = Or();
            _tokens.Expect(")");
            return inner;
        }

        var name = _tokens.Word();
        if (name.EndsWith("/any", StringComparison.OrdinalIgnoreCase))
            return Any(name[..^4]);
        if (_tokens.Take("("))
            return Function(name);
        return Comparison(name);
    }

    private MessageFilter Comparison(string name)
    {
        var operation = _tokens.Word().ToLowerInvariant();
        var literal = _tokens.Value();
        var field = MessageFields.Find(name) ?? throw GraphException.BadRequest($"Invalid filter clause: Could not find a property named '{name}' on type 'microsoft.graph.message'.");
        var wanted = field.Parse(literal) ?? throw GraphException.BadRequest($"Invalid filter clause: '{literal}' does not fit '{name}'.");
        Func<int, bool> verdict = operation switch
        {
            "eq" => c => c == 0,
            "ne" => c => c != 0,
            "gt" => c => c > 0,
            "ge" => c => c >= 0,
            "lt" => c => c < 0,
            "le" => c => c <= 0,
            _ => throw GraphException.BadRequest($"Invalid filter clause: '{operation}' is no operator."),
        };
        // A property without a value is equal to nothing and different from everything.
        bool Test(Message m) => field.Read(m) is { } value ? verdict(MessageField.Compare(value, wanted)) : operation == "ne";
        if (operation != "eq")
            return new MessageFilter(Test, null);
        return name.ToLowerInvariant() switch
        {
            "internetmessageid" => new MessageFilter(Test, mailbox => mailbox.FindByInternetId(literal)),
            "conversationid" => new MessageFilter(Test, mailbox => mailbox.FindByConversation(literal)),
            _ => new MessageFilter(Test, null),
        };
    }

    private MessageFilter Function(string function)
    {
        var name = _tokens.Word();
        _tokens.Expect(",");
        var literal = _tokens.Value();
        _tokens.Expect(")");
        var field = MessageFields.Find(name) ?? throw GraphException.BadRequest($"Invalid filter clause: Could not find a property named '{name}' on type 'microsoft.graph.message'.");
        Func<string, bool> verdict = function.ToLowerInvariant() switch
        {
            "contains" => value => value.Contains(literal, StringComparison.OrdinalIgnoreCase),
            "startswith" => value => value.StartsWith(literal, StringComparison.OrdinalIgnoreCase),
            "endswith" => value => value.EndsWith(literal, StringComparison.OrdinalIgnoreCase),
            _ => throw GraphException.BadRequest($"Invalid filter clause: An unknown function with name '{function}' was found."),
        };
        return new MessageFilter(m => field.Read(m) is string value && verdict(value), null);
    }

    private MessageFilter Any(string collection)
    {
        _tokens.Expect("(");
        var variable = _tokens.Word();
        _tokens.Expect(":");
        if (collection.Equals("categories", StringComparison.OrdinalIgnoreCase))
            return AnyCategory(variable);
        if (!collection.Equals("singleValueExtendedProperties", StringComparison.OrdinalIgnoreCase))
            throw new GraphException(400, "ErrorInvalidUrlQueryFilter", $"The filter on '{collection}' is not supported.");
        string? id = null, value = null;
        do
        {
            var part = _tokens.Word();
            if (_tokens.Take("("))
                throw new GraphException(400, "ErrorInvalidUrlQueryFilter", $"The function '{part}' is not supported on extended properties here.");
            _tokens.Expect("eq");
            var literal = _tokens.Value();
            if (part.Equals(variable + "/id", StringComparison.OrdinalIgnoreCase))
                id = ExtendedPropertyId.Normalise(literal) ?? throw GraphException.BadRequest($"The extended property id '{literal}' is invalid.");
            else if (part.Equals(variable + "/value", StringComparison.OrdinalIgnoreCase))
                value = literal;
            else
                throw _tokens.Unexpected();
        }
        while (_tokens.Take("and"));

        _tokens.Expect(")");
        if (id is null || value is null)
            throw new GraphException(400, "ErrorInvalidUrlQueryFilter", "A filter on extended properties needs an id and a value.");
        return new MessageFilter(
            m => m.Properties.TryGetValue(id, out var own) && own.Equals(value, StringComparison.Ordinal),
            mailbox => mailbox.FindByProperty(id, value));
    }

    private MessageFilter AnyCategory(string variable)
    {
        if (!_tokens.Word().Equals(variable, StringComparison.OrdinalIgnoreCase))
            throw _tokens.Unexpected();
        _tokens.Expect("eq");
        var category = _tokens.Value();
        _tokens.Expect(")");
        return new MessageFilter(m => m.Categories.Contains(category, StringComparer.OrdinalIgnoreCase), null);
    }
}

/// <summary>The words of a filter.</summary>
internal sealed class FilterTokens(string text)
{
    private int _at;

    public bool IsAtEnd
    {
        get
        {
            SkipSpace();
            return _at >= text.Length;
        }
    }

    /// <summary>Steps over a word or sign if it comes next.</summary>
    public bool Take(string expected)
    {
        SkipSpace();
        if (!text.AsSpan(_at).StartsWith(expected, StringComparison.OrdinalIgnoreCase))
            return false;
        var end = _at + expected.Length;
        if (char.IsLetter(expected[0]) && end < text.Length && IsWordChar(text[end]))
            return false;
        _at = end;
        return true;
    }

    public void Expect(string expected)
    {
        if (!Take(expected))
            throw Unexpected();
    }

    public string Word()
    {
        SkipSpace();
        var start = _at;
        while (_at < text.Length && IsWordChar(text[_at]))
            _at++;
        return _at > start ? text[start.._at] : throw Unexpected();
    }

    /// <summary>A quoted text, or a bare number, date, true or false.</summary>
    public string Value()
    {
        SkipSpace();
        if (_at >= text.Length || text[_at] != '\'')
        {
            var start = _at;
            while (_at < text.Length && text[_at] is not (' ' or ')' or ','))
                _at++;
            return _at > start ? text[start.._at] : throw Unexpected();
        }

        var value = new System.Text.StringBuilder();
        for (_at++; _at < text.Length; _at++)
        {
            if (text[_at] != '\'')
            {
                value.Append(text[_at]);
            }
            else if (_at + 1 < text.Length && text[_at + 1] == '\'')
            {
                value.Append('\'');
                _at++;
            }
            else
            {
                _at++;
                return value.ToString();
            }
        }

        throw GraphException.BadRequest("Invalid filter clause: There is an unterminated string literal.");
    }

    public GraphException Unexpected() =>
        GraphException.BadRequest(string.Create(CultureInfo.InvariantCulture, $"Invalid filter clause: Syntax error at position {_at} in '{text}'."));

    private static bool IsWordChar(char c) => char.IsLetterOrDigit(c) || c is '/' or '_' or '.' or '@' or '$';

    private void SkipSpace()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
    }
}
