namespace Automation.Mail.Templates;

/// <summary>One file of a template folder.</summary>
/// <param name="Path">Relative, with forward slashes: <c>acknowledgement/body.de.liquid</c>. Template, part, and optionally a language tag.</param>
public sealed record TemplateSource(string Path, string Text);

/// <summary>What is wrong with a template, for the person who edits it.</summary>
/// <param name="File">As in <see cref="TemplateSource.Path"/>.</param>
/// <param name="Line">From 1; 0 when not known.</param>
/// <param name="Column">From 1; 0 when not known.</param>
public sealed record TemplateProblem(string File, int Line, int Column, string Reason)
{
    public override string ToString() => Line > 0 ? $"{File}({Line},{Column}): {Reason}" : $"{File}: {Reason}";
}
