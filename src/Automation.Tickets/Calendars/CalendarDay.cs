namespace Automation.Tickets.Calendars;

/// <summary>What a calendar counted on one local date: the part of an explanation that a person can check.</summary>
/// <param name="Date">The date on the wall in the calendar's time zone.</param>
/// <param name="Hours">The open hours of the whole day; none when closed.</param>
/// <param name="Open">The open time of this day inside the range asked for.</param>
/// <param name="SpecialDay">The holiday or special day that set the hours; null on an ordinary day of the week.</param>
public sealed record CalendarDay(DateOnly Date, IReadOnlyList<HoursSpan> Hours, TimeSpan Open, string? SpecialDay);
