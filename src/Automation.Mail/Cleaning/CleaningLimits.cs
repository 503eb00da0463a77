namespace Automation.Mail.Cleaning;

/// <summary>What cleaning may cost. HTML beyond these becomes plain text, in one linear pass.</summary>
public sealed record CleaningLimits
{
    public static CleaningLimits Default { get; } = new();

    /// <summary>Characters of HTML, embedded data: images not counted. Outlook writes some 100,000 for a long thread.</summary>
    public int HtmlLength { get; init; } = 2_000_000;

    /// <summary>Elements in the HTML. A thread of a hundred Outlook replies has some 10,000.</summary>
    public int HtmlElements { get; init; } = 20_000;

    /// <summary>Attributes of one element. The parser compares each with all before it.</summary>
    public int Attributes { get; init; } = 300;

    /// <summary>Elements within elements. Threads of 50 replies reach some 200.</summary>
    public int HtmlDepth { get; init; } = 400;

    /// <summary>Unclosed formatting elements (b, font, a ...) at one time: a parser must reopen them in every later paragraph, so they multiply.</summary>
    public int OpenFormatting { get; init; } = 100;

    /// <summary>Characters of text kept of a body of either kind; the rest is in the raw mail.</summary>
    public int Text { get; init; } = 2_000_000;

    /// <summary>Characters of text given to rules and search.</summary>
    public int SearchText { get; init; } = 32_000;

    /// <summary>Characters of one embedded <c>data:</c> image.</summary>
    public int DataImage { get; init; } = 200_000;
}
