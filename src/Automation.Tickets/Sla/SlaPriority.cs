namespace Automation.Tickets.Sla;

/// <summary>How urgent a ticket's promise is: P1 is the most urgent. The numbers are the ones of the priority matrix.</summary>
public enum SlaPriority
{
    P1 = 1,
    P2 = 2,
    P3 = 3,
    P4 = 4,
}
