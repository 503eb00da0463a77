namespace Automation.Rules.Evaluation;

/// <summary>How much of the way to a decision is written down.</summary>
public enum TraceDetail
{
    /// <summary>Nothing; no allocation.</summary>
    None,

    /// <summary>The rules that held, with each condition and the text that matched. Small enough to keep with every ticket.</summary>
    Hits,

    /// <summary>Also why each rule looked at before did not hold. Grows with the number of rules.</summary>
    Full,
}
