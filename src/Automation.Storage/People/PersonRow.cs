using Automation.Tickets.People;

namespace Automation.Storage.People;

/// <summary>Somebody who writes to a desk.</summary>
public sealed class PersonRow
{
    /// <summary>Lower case.</summary>
    public required string Address { get; set; }
    public string? Name { get; set; }
    public string? Department { get; set; }
    public string? Location { get; set; }
    public string? Organisation { get; set; }
    public string? Language { get; set; }
    public string? TimeZone { get; set; }
    public bool IsVip { get; set; }

    /// <summary>One a line.</summary>
    public string Tags { get; set; } = "";

    /// <summary>False when known only from a mail.</summary>
    public bool IsRegistered { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    public Person ToPerson() => new(
        Address, Name, Department, Location, Organisation, Language, TimeZone, IsVip, Tags.Split('\n', StringSplitOptions.RemoveEmptyEntries));
}

public sealed class TeamRow
{
    public required string Key { get; set; }
    public required string Name { get; set; }

    /// <summary>Addresses, one a line.</summary>
    public string Members { get; set; } = "";
}

public sealed class DeskRow
{
    public required string Address { get; set; }
    public required string Name { get; set; }
    public required string TimeZone { get; set; }
    public required string Language { get; set; }
}
