namespace Automation.Rules.Operators;

/// <summary>What is written as the value of a condition.</summary>
public enum ValueShape
{
    Nothing,
    OneText,

    /// <summary>A text, several texts, or the name of a named list.</summary>
    Texts,
    Pattern,
    OneNumber,
    Numbers,
    TwoNumbers,
    Flag,
    OneTime,
    TwoTimes,
}
