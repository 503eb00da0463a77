using System.Globalization;
using System.Text.RegularExpressions;
using Fluid;
using Fluid.Ast;

namespace Automation.Mail.Templates;

/// <summary>Refuses, before and after parsing, the shapes of template that would exhaust stack or memory.</summary>
internal static partial class TemplateShape
{
    private static readonly HashSet<string> Blocks = new(StringComparer.Ordinal)
    {
        "if", "unless", "case", "for", "tablerow", "capture", "comment", "raw", "block", "macro", "ifchanged", "doc", "autoescape",
    };

    /// <summary>Looks at the text only: the parser is recursive, and a stack overflow cannot be caught.</summary>
    public static TemplateProblem? CheckText(TemplateSource source, TemplateLimits limits)
    {
        var text = source.Text;
        if (text.Length > limits.SourceLength)
            return new TemplateProblem(source.Path, 0, 0, $"The file has {text.Length} characters; {limits.SourceLength} are allowed.");

        var depth = 0;
        for (var at = NextTag(text, 0); at >= 0; at = NextTag(text, at + 2))
        {
            var isTag = text[at + 1] == '%';
            var end = text.IndexOf(isTag ? "%}" : "}}", at + 2, StringComparison.Ordinal);
            if (end < 0)
                end = text.Length;
            if (end - at > limits.TagLength)
                return At(source, at, $"A tag of {end - at} characters; {limits.TagLength} are allowed.");
            if (BracketDepth(text.AsSpan(at, end - at)) > 8)
                return At(source, at, "Brackets nested more than eight deep.");
            if (!isTag)
                continue;

            var name = TagName(text.AsSpan(at + 2, Math.Max(0, end - at - 2)));
            if (name.StartsWith("end", StringComparison.Ordinal))
                depth = Math.Max(0, depth - 1);
            else if (Blocks.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name) && ++depth > limits.BlockDepth)
                return At(source, at, $"Blocks nested more than {limits.BlockDepth} deep.");
        }

        return null;
    }

    /// <summary>Looks at the parsed form: ranges must be short and known, includes do not exist here.</summary>
    public static TemplateProblem? CheckParsed(TemplateSource source, IFluidTemplate template, TemplateLimits limits)
    {
        var visitor = new Visitor(limits);
        visitor.VisitTemplate(template);
        if (visitor.Problem is not { } reason)
            return null;
        return PlaceOf(source.Text, visitor.Tag, limits) is >= 0 and var at ? At(source, at, reason) : new TemplateProblem(source.Path, 0, 0, reason);
    }

    /// <summary>The parsed form knows no places, so what was refused is looked for again in the text. Negative when it is not found.</summary>
    /// <param name="tag">Name of the tag that was refused; null for a range.</param>
    private static int PlaceOf(string text, string? tag, TemplateLimits limits)
    {
        for (var at = NextTag(text, 0); at >= 0; at = NextTag(text, at + 2))
        {
            if (tag is not null)
            {
                if (text[at + 1] == '%' && TagName(text.AsSpan(at + 2)).SequenceEqual(tag))
                    return at;
                continue;
            }

            var end = text.IndexOf(text[at + 1] == '%' ? "%}" : "}}", at + 2, StringComparison.Ordinal);
            foreach (Match range in Range().Matches(text[at..(end < 0 ? text.Length : end)]))
            {
                var isKnown = decimal.TryParse(range.Groups["from"].ValueSpan, CultureInfo.InvariantCulture, out var from)
                    & decimal.TryParse(range.Groups["to"].ValueSpan, CultureInfo.InvariantCulture, out var to);
                if (!isKnown || to - from > limits.RangeLength)
                    return at + range.Index;
            }
        }

        return -1;
    }

    [GeneratedRegex(@"\(\s*(?<from>[^()\s]+?)\s*\.\.\s*(?<to>[^()\s]+?)\s*\)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Range();

    private static int NextTag(string text, int from)
    {
        for (var at = text.IndexOf('{', from); at >= 0 && at + 1 < text.Length; at = text.IndexOf('{', at + 1))
        {
            if (text[at + 1] is '{' or '%')
                return at;
        }

        return -1;
    }

    private static int BracketDepth(ReadOnlySpan<char> tag)
    {
        int depth = 0, deepest = 0;
        foreach (var c in tag)
        {
            if (c is '[' or '(')
                deepest = Math.Max(deepest, ++depth);
            else if (c is ']' or ')')
                depth--;
        }

        return deepest;
    }

    private static ReadOnlySpan<char> TagName(ReadOnlySpan<char> tag)
    {
        var text = tag.TrimStart('-').TrimStart();
        var length = 0;
        while (length < text.Length && char.IsAsciiLetter(text[length]))
            length++;
        return text[..length];
    }

    private static TemplateProblem At(TemplateSource source, int index, string reason)
    {
        var before = source.Text.AsSpan(0, index);
        return new TemplateProblem(source.Path, before.Count('\n') + 1, index - before.LastIndexOf('\n'), reason);
    }

    private sealed class Visitor(TemplateLimits limits) : AstVisitor
    {
        public string? Problem { get; private set; }

        /// <summary>Name of the tag that the problem is about; null for a range.</summary>
        public string? Tag { get; private set; }

        protected override Expression VisitRangeExpression(RangeExpression rangeExpression)
        {
            if (rangeExpression is not { From: LiteralExpression from, To: LiteralExpression to })
                Problem ??= "A range must be of two numbers, such as (1..5), not of variables.";
            else if (to.Value.ToNumberValue() - from.Value.ToNumberValue() > limits.RangeLength)
                Problem ??= $"A range of more than {limits.RangeLength} numbers.";
            return base.VisitRangeExpression(rangeExpression);
        }

        protected override Statement VisitIncludeStatement(IncludeStatement includeStatement)
        {
            Refuse("include");
            return base.VisitIncludeStatement(includeStatement);
        }

        protected override Statement VisitRenderStatement(RenderStatement renderStatement)
        {
            Refuse("render");
            return base.VisitRenderStatement(renderStatement);
        }

        private void Refuse(string tag)
        {
            if (Problem is null)
                (Problem, Tag) = ($"{tag} is not available in templates.", tag);
        }
    }
}
