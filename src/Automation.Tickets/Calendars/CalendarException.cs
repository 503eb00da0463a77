namespace Automation.Tickets.Calendars;

/// <summary>
/// A calendar that cannot be built or cannot answer: the message names the calendar, what is wrong and how to mend it.
/// </summary>
public sealed class CalendarException : Exception
{
    public CalendarException()
    {
    }

    public CalendarException(string message) : base(message)
    {
    }

    public CalendarException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
