namespace Automation.Tickets.People;

/// <summary>A mailbox that people write to.</summary>
/// <param name="Address">Lower case.</param>
/// <param name="TimeZone">IANA zone in which the desk speaks when the requester's is unknown.</param>
/// <param name="Language">Default language of replies (BCP 47).</param>
public sealed record Desk(string Address, string Name, string TimeZone, string Language);
