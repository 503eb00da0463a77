using Automation.Tickets.Sla;

namespace Automation.Desk.Why;

/// <summary>What somebody wants explained: an outcome of the rules, or one of the promises.</summary>
/// <param name="Outcome">Name of the outcome, such as <c>priority</c>; empty for a promise.</param>
public sealed record WhyQuestion(string Title, string Outcome, SlaClockKind? Clock = null);
