namespace Automation.Tickets.People;

/// <summary>Somebody who writes to the desk, known by address.</summary>
/// <param name="Address">Lower case; the key.</param>
/// <param name="Language">BCP 47 tag such as <c>de</c> or <c>de-CH</c>; null when unknown.</param>
/// <param name="TimeZone">IANA zone; null: the desk's.</param>
public sealed record Person(
    string Address,
    string? Name = null,
    string? Department = null,
    string? Location = null,
    string? Organisation = null,
    string? Language = null,
    string? TimeZone = null,
    bool IsVip = false,
    IReadOnlyList<string>? Tags = null);
