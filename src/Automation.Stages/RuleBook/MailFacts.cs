using Automation.Rules.Fields;

namespace Automation.Stages.RuleBook;

/// <summary>What the rules are told of one mail, and its texts as people read them: places in a trace count in these.</summary>
/// <param name="Subject">The field <c>subject</c>.</param>
/// <param name="Body">The field <c>body</c>: the new text.</param>
/// <param name="WholeBody">The field <c>wholeBody</c>.</param>
/// <param name="Sender">Address of who wrote.</param>
/// <param name="SenderName">Display name of who wrote.</param>
public sealed record MailFacts(FactSheet Sheet, string Subject, string Body, string WholeBody, string Sender, string? SenderName)
{
    /// <summary>Characters of the new text that rules do not get to see, because <c>body</c> is its beginning only; 0 when it is all of it.</summary>
    public int BodyBeyond { get; init; }

    /// <summary>The part of the address after the at sign; empty when there is none.</summary>
    public string Domain => Sender.LastIndexOf('@') is var at && at >= 0 ? Sender[(at + 1)..] : "";
}
