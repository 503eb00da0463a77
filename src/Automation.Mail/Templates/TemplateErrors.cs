using System.Globalization;
using System.Text.RegularExpressions;

namespace Automation.Mail.Templates;

/// <summary>Fluid's errors in the words of the person who edits templates.</summary>
internal static partial class TemplateErrors
{
    /// <summary>What went wrong in a rendering. Fluid has one sentence, about includes, for every limit of its own.</summary>
    public static string Explain(Exception error, TemplateLimits limits) =>
        error is InvalidOperationException && error.Message.StartsWith("The maximum level of recursion", StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"It takes more than {limits.Steps:N0} steps, each statement counted once for every round of its loop. Let its loops run over fewer items, or do not put one into another.")
            : error.Message;

    /// <summary>Takes line and column out of an error text such as <c>Unknown tag 'foo' at (1:7)</c>, which the source follows.</summary>
    public static TemplateProblem Read(string file, string? error)
    {
        var text = error ?? "The template cannot be parsed.";
        var match = Position().Match(text);
        if (!match.Success)
            return new TemplateProblem(file, 0, 0, text.Split('\n')[0].Trim());

        return new TemplateProblem(
            file,
            int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
            int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture),
            text[..match.Index].Trim() + ".");
    }

    [GeneratedRegex(@" at \((\d{1,9}):(\d{1,9})\)", RegexOptions.CultureInvariant)]
    private static partial Regex Position();
}
