using System.Text;

namespace Automation.Rules.Files;

/// <summary>
/// What is wrong with a text that is not JSON, for people who never heard of tokens and payloads: it looks at what stands at the
/// place where reading ended.
/// </summary>
internal static class NotJson
{
    /// <param name="line">From 0.</param>
    /// <param name="offset">Bytes before the place in its line.</param>
    public static RuleProblem At(ReadOnlySpan<byte> bytes, int line, int offset, string file)
    {
        var start = StartOf(bytes, line);
        var at = Math.Min(start + offset, bytes.Length);
        // Of a word the reader tells the first letter that is wrong.
        while (at > start && at < bytes.Length && char.IsAsciiLetter((char)bytes[at]) && char.IsAsciiLetter((char)bytes[at - 1]))
            at--;
        var column = Encoding.UTF8.GetCharCount(bytes[start..at]) + 1;
        return new RuleProblem(file, line + 1, column, null, Reason(Encoding.UTF8.GetString(bytes[..at]), Encoding.UTF8.GetString(bytes[at..])));
    }

    private static string Reason(string before, string after)
    {
        if (string.IsNullOrWhiteSpace(before) && string.IsNullOrWhiteSpace(after))
            return "The file is empty: rules begin with { and end with }.";
        if (string.IsNullOrWhiteSpace(after))
            return "Not JSON: the text ends too early; a closing }, ] or quote is missing.";
        var last = before.TrimEnd().LastOrDefault();
        var afterValue = last is '"' or '}' or ']';
        if (before.EndsWith('\\'))
            return $"Not JSON: \"\\{after[0]}\" cannot stand in a text; write a backslash twice, such as \"\\\\{after[0]}\".";
        return after[0] switch
        {
            '/' => "Not JSON: there are no comments in rule files; write \"description\" instead.",
            '\'' or '“' or '”' or '„' => "Not JSON: texts and names stand in straight double quotes.",
            '}' or ']' when last == ',' => "Not JSON: a comma stands before the closing bracket; take it away.",
            ',' when last == ',' => "Not JSON: two commas follow each other; take one away.",
            '}' or ']' when last == ':' => "Not JSON: after the colon a value is missing.",
            '}' or ']' => "Not JSON: this bracket closes none that is open here.",
            '"' or '{' or '[' when afterValue || char.IsAsciiLetterOrDigit(last) => "Not JSON: a comma or a colon is missing before this.",
            '-' or (>= '0' and <= '9') when afterValue => "Not JSON: a comma or a colon is missing before this.",
            '{' or '[' when last is '[' or ':' => "Not JSON: brackets stand in each other too deep.",
            '\r' or '\n' or '\t' => "Not JSON: a text ends with its line; the closing quote is missing.",
            var other when char.IsAsciiLetter(other) => "Not JSON: words stand in double quotes, all but true, false and null.",
            var other => $"Not JSON: \"{other}\" cannot stand here.",
        };
    }

    private static int StartOf(ReadOnlySpan<byte> bytes, int line)
    {
        var start = 0;
        for (; line > 0 && bytes[start..].IndexOf((byte)'\n') is var end and >= 0; line--)
            start += end + 1;
        return start;
    }
}
