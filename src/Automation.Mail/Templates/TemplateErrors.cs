using System.Globalization;
using System.Text.RegularExpressions;

namespace Automation.Mail.Templates;

/// <summary>Takes line and column out of Fluid's error text: <c>Unknown tag 'foo' at (1:7)</c>, then the source.</summary>
internal static partial class TemplateErrors
{
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
