using System.Text.RegularExpressions;
using Fluid;
using Fluid.Ast;

namespace Automation.Workflows.Expressions.Liquid;

/// <summary>
/// Finds in a template what is right in its form and that we do not have: filters of other names, and templates in files. A template with such a filter would go on as if it were not there.
/// </summary>
internal sealed partial class UnservedLiquid : AstVisitor
{
    private readonly TemplateOptions _options;
    private readonly SortedSet<string> _filters = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _tags = new(StringComparer.Ordinal);

    private UnservedLiquid(TemplateOptions options) => _options = options;

    public static IReadOnlyList<ExpressionSyntaxException> In(IFluidTemplate parsed, string template, TemplateOptions options)
    {
        var found = new UnservedLiquid(options);
        found.VisitTemplate(parsed);
        if (found._filters.Count + found._tags.Count == 0)
            return [];
        var marks = Marks(template);
        return
        [
            .. found._filters.Select(name => At(template, Filter().Matches(marks).FirstOrDefault(match => match.Groups[1].Value == name)?.Groups[1], "unknown-filter", $"Liquid: there is no filter '{name}'.{Near(name, options)}")),
            .. found._tags.Select(name => At(template, Tag().Matches(marks).FirstOrDefault(match => match.Groups[1].Value == name)?.Groups[1], "no-template-files", $"Liquid: '{name}' takes in another template, and workflows have none in files. Write its text here.")),
        ];
    }

    protected override Expression VisitFilterExpression(FilterExpression filterExpression)
    {
        if (!_options.Filters.TryGetValue(filterExpression.Name, out _))
            _filters.Add(filterExpression.Name);
        return base.VisitFilterExpression(filterExpression);
    }

    protected override Statement VisitIncludeStatement(IncludeStatement includeStatement)
    {
        _tags.Add("include");
        return base.VisitIncludeStatement(includeStatement);
    }

    protected override Statement VisitRenderStatement(RenderStatement renderStatement)
    {
        _tags.Add("render");
        return base.VisitRenderStatement(renderStatement);
    }

    /// <summary>The name that was meant, most likely: one that differs by letters' case or by one letter.</summary>
    private static string Near(string name, TemplateOptions options) =>
        options.Filters.Select(filter => filter.Key).Order(StringComparer.Ordinal).FirstOrDefault(known => IsNear(name, known)) is { } meant ? $" Did you mean '{meant}'?" : "";

    private static bool IsNear(string one, string other)
    {
        if (one.Replace("_", "", StringComparison.Ordinal).Equals(other.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))
            return true;
        if (one.Length == other.Length)
            return one.Zip(other).Count(pair => pair.First != pair.Second) == 1;
        var (longer, shorter) = one.Length > other.Length ? (one, other) : (other, one);
        return longer.Length == shorter.Length + 1 && Enumerable.Range(0, longer.Length).Any(index => longer.Remove(index, 1) == shorter);
    }

    private static ExpressionSyntaxException At(string template, Group? place, string code, string message)
    {
        if (place is null)
            return new ExpressionSyntaxException(code, message);
        var before = template.AsSpan(0, place.Index);
        return new ExpressionSyntaxException(code, message, before.Count('\n') + 1, place.Index - before.LastIndexOf('\n'));
    }

    /// <summary>The template with blanks for all that is no tag and no output: the parsed one does not know its places.</summary>
    private static string Marks(string template)
    {
        var text = Silent().Replace(template, Blank);
        var marks = new char[text.Length];
        Array.Fill(marks, ' ');
        foreach (Match match in Mark().Matches(text))
            Quoted().Replace(match.Value, Blank).CopyTo(0, marks, match.Index, match.Length);
        return new string(marks);
    }

    private static string Blank(Match match) => new(' ', match.Length);

    [GeneratedRegex(@"\{%-?\s*(raw|comment)\s*-?%\}.*?\{%-?\s*end\1\s*-?%\}", RegexOptions.Singleline)]
    private static partial Regex Silent();

    [GeneratedRegex(@"\{\{.*?\}\}|\{%.*?%\}", RegexOptions.Singleline)]
    private static partial Regex Mark();

    [GeneratedRegex("\"[^\"]*\"|'[^']*'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\|\s*([\w-]+)")]
    private static partial Regex Filter();

    [GeneratedRegex(@"\b(include|render)\b")]
    private static partial Regex Tag();
}
