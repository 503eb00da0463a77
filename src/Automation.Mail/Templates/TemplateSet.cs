using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Automation.Mail.Cleaning;
using Fluid;
using Fluid.Values;

namespace Automation.Mail.Templates;

/// <summary>
/// All templates, compiled. Immutable: an edited folder makes a new set, which the host swaps in whole. Thread-safe.
/// A file that does not compile keeps its last good version from the set before.
/// </summary>
public sealed class TemplateSet
{
    private static readonly FluidParser Parser = new(new FluidParserOptions { AllowFunctions = false, AllowLiquidTag = false });

    // Letters of every alphabet stay readable; what HTML gives a meaning to is still encoded.
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly FrozenDictionary<string, CompiledTemplate> _templates;
    private readonly TemplateLimits _limits;
    private readonly TemplateOptions _options;

    private TemplateSet(FrozenDictionary<string, CompiledTemplate> templates, TemplateLimits limits)
    {
        _templates = templates;
        _limits = limits;
        _options = LiquidOptions.Create(limits);
    }

    public static TemplateSet Empty { get; } = new(FrozenDictionary<string, CompiledTemplate>.Empty, TemplateLimits.Default);

    /// <summary>Paths of all templates in use, sorted.</summary>
    public IReadOnlyList<string> Files => [.. _templates.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Compiles files. Every broken one is reported; it keeps the version of <paramref name="previous"/> if that had one.</summary>
    public static TemplateLoad Load(IEnumerable<TemplateSource> sources, TemplateSet? previous = null, TemplateLimits? limits = null)
    {
        limits ??= TemplateLimits.Default;
        var problems = new List<TemplateProblem>();
        var compiled = new Dictionary<string, CompiledTemplate>(StringComparer.OrdinalIgnoreCase);
        foreach (var source in sources)
        {
            if (Compile(source, limits, out var problem) is { } template)
            {
                compiled[source.Path] = template;
                continue;
            }

            problems.Add(problem!);
            if (previous is not null && previous._templates.TryGetValue(source.Path, out var lastGood))
                compiled[source.Path] = lastGood;
        }

        return new TemplateLoad(new TemplateSet(compiled.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase), limits), problems);
    }

    /// <summary>Renders subject and body of a template in the best language there is: <c>de-CH</c>, <c>de</c>, then the files without a language.</summary>
    /// <param name="name">Folder of the template, e.g. <c>acknowledgement</c>.</param>
    /// <param name="language">Language tag; null for the default.</param>
    /// <param name="problem">Set when false is returned; the caller then sends a built-in text and shows this.</param>
    public bool TryRender(
        string name,
        string? language,
        TemplateValues values,
        [NotNullWhen(true)] out RenderedTemplate? rendered,
        [NotNullWhen(false)] out TemplateProblem? problem)
    {
        rendered = null;
        if (Find(name, "subject", language) is not { } subject)
        {
            problem = new TemplateProblem($"{name}/subject.liquid", 0, 0, "There is no such template.");
            return false;
        }

        if (Find(name, "body", language) is not { } body)
        {
            problem = new TemplateProblem($"{name}/body.liquid", 0, 0, "There is no such template.");
            return false;
        }

        var missing = new SortedSet<string>(StringComparer.Ordinal);
        if (!TryRender(subject, values, NullEncoder.Default, missing, out var subjectText, out problem)
            || !TryRender(body, values, Html, missing, out var bodyText, out problem))
            return false;

        rendered = new RenderedTemplate(OneLine(subjectText), bodyText, body.Language, [subject.Path, body.Path], [.. missing]);
        return true;
    }

    private bool TryRender(CompiledTemplate template, TemplateValues values, TextEncoder encoder, SortedSet<string> missing, out string text, [NotNullWhen(false)] out TemplateProblem? problem)
    {
        using var writer = new BoundedWriter(_limits);
        try
        {
            var context = new TemplateContext(_options, StringComparer.Ordinal)
            {
                CultureInfo = CultureOf(template.Language),
                TimeZone = values.TimeZone,
                Undefined = path =>
                {
                    if (missing.Count < 50)
                        missing.Add(path);
                    return ValueTask.FromResult<FluidValue>(NilValue.Instance);
                },
            };
            context.AmbientValues[LiquidOptions.Budget] = writer;
            foreach (var (name, value) in values.Build())
                context.SetValue(name, value);

            // All values are in memory and nothing awaits for real, so this completes before it returns.
            var task = template.Template.RenderAsync(writer, encoder, context).AsTask();
            if (!task.IsCompleted)
                throw new TemplateLimitException("Rendering did not complete at once.");
            if (task.Exception is { } failed)
                ExceptionDispatchInfo.Throw(failed.GetBaseException());
            text = writer.ToString();
            problem = null;
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever a template does wrong must not stop the ticket: the boundary to content written by others.
            text = "";
            problem = new TemplateProblem(template.Path, 0, 0, TemplateErrors.Explain(e, _limits));
            return false;
        }
    }

    private CompiledTemplate? Find(string name, string part, string? language)
    {
        for (var tag = language?.Trim() ?? ""; tag.Length > 0; tag = tag.LastIndexOf('-') is > 0 and var dash ? tag[..dash] : "")
        {
            if (_templates.TryGetValue($"{name}/{part}.{tag}.liquid", out var found))
                return found;
        }

        return _templates.GetValueOrDefault($"{name}/{part}.liquid");
    }

    private static CompiledTemplate? Compile(TemplateSource source, TemplateLimits limits, out TemplateProblem? problem)
    {
        problem = TemplateShape.CheckText(source, limits);
        if (problem is not null)
            return null;

        try
        {
            if (!Parser.TryParse(source.Text, out var template, out var error))
            {
                problem = TemplateErrors.Read(source.Path, error);
                return null;
            }

            problem = TemplateShape.CheckParsed(source, template, limits);
            if (problem is not null)
                return null;

            return new CompiledTemplate(source.Path, LanguageOf(source.Path), template);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            problem = new TemplateProblem(source.Path, 0, 0, e.Message);
            return null;
        }
    }

    /// <summary><c>acknowledgement/body.de.liquid</c> → <c>de</c>; null for the default.</summary>
    private static string? LanguageOf(string path)
    {
        var parts = path[(path.LastIndexOf('/') + 1)..].Split('.');
        return parts.Length > 2 ? parts[1] : null;
    }

    private static CultureInfo CultureOf(string? language)
    {
        try
        {
            // The shipped default is English; British order of day and month is understood everywhere.
            return CultureInfo.GetCultureInfo(language ?? "en-GB");
        }
        catch (CultureNotFoundException)
        {
            return CultureInfo.InvariantCulture;
        }
    }

    /// <summary>A subject is one line: a line break in a value must not start a new header field.</summary>
    private static string OneLine(string text) => string.Join(' ', PlainLine.Of(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private sealed record CompiledTemplate(string Path, string? Language, IFluidTemplate Template);
}

/// <param name="Problems">Empty when all is well. The set is usable in any case.</param>
public sealed record TemplateLoad(TemplateSet Set, IReadOnlyList<TemplateProblem> Problems);

/// <summary>A rendered template.</summary>
/// <param name="Subject">One line, plain text.</param>
/// <param name="HtmlBody">HTML.</param>
/// <param name="Language">Of the body; null for the default.</param>
/// <param name="Files">What it was made from.</param>
/// <param name="MissingVariables">Names used that were not given: shown to the template's owner, and left blank.</param>
public sealed record RenderedTemplate(string Subject, string HtmlBody, string? Language, IReadOnlyList<string> Files, IReadOnlyList<string> MissingVariables);
