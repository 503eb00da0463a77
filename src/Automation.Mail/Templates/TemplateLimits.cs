namespace Automation.Mail.Templates;

/// <summary>What a template may cost. A template is data that administrators write; none of it may stop or swell the service.</summary>
public sealed record TemplateLimits
{
    public static TemplateLimits Default { get; } = new();

    /// <summary>Characters of one template file.</summary>
    public int SourceLength { get; init; } = 64 * 1024;

    /// <summary>Statements executed, loops counted by round.</summary>
    public int Steps { get; init; } = 10_000;

    /// <summary>Characters of the rendered text, and of any text made on the way.</summary>
    public int OutputLength { get; init; } = 256 * 1024;

    /// <summary>Wall clock for one rendering.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Numbers in a range such as <c>(1..10)</c>; Fluid makes a list of them all before the first round.</summary>
    public int RangeLength { get; init; } = 1_000;

    /// <summary>Items of a list made by a filter.</summary>
    public int ListLength { get; init; } = 10_000;

    /// <summary>Blocks within blocks; the parser is recursive.</summary>
    public int BlockDepth { get; init; } = 32;

    /// <summary>Characters of one tag or output expression; evaluation is recursive.</summary>
    public int TagLength { get; init; } = 1_000;
}
