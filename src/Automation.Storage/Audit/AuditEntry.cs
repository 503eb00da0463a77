namespace Automation.Storage.Audit;

/// <summary>Who did what to the desk's own settings, and when. Only ever inserted, in the transaction of the act itself.</summary>
public sealed class AuditEntry
{
    public long Id { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>The person's sign-in name.</summary>
    public required string Actor { get; set; }

    /// <summary>What was done: <c>rules.publish</c>.</summary>
    public required string Act { get; set; }

    /// <summary>To what: the name of a rule set, or a ticket's number.</summary>
    public required string Subject { get; set; }

    /// <summary>The rest of the story in words; null when there is none.</summary>
    public string? Details { get; set; }
}
