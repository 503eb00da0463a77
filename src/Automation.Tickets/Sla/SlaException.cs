namespace Automation.Tickets.Sla;

/// <summary>An SLA that cannot be worked out: the message says which policy or fact is at fault and how to mend it.</summary>
public sealed class SlaException : Exception
{
    public SlaException()
    {
    }

    public SlaException(string message) : base(message)
    {
    }

    public SlaException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
