namespace Automation.EndToEnd.Crashes;

/// <summary>How hard a storm blows.</summary>
/// <param name="Mails">Mails put in altogether, of all kinds.</param>
/// <param name="Kills">How often the server is killed.</param>
/// <param name="Seed">Of the mails, the faults and the moments of the kills. (What the server is doing at such a moment is never the same twice.)</param>
/// <param name="Folder">An empty folder for the data and the server's log.</param>
public sealed record StormOptions(int Mails, int Kills, int Seed, string Folder)
{
    /// <summary>PostgreSQL; null: SQLite.</summary>
    public string? PostgreSql { get; init; }

    /// <summary>The storm is given up after so long without any progress.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The longest life of a server after it is ready.</summary>
    public TimeSpan LongestLife { get; init; } = TimeSpan.FromSeconds(3);
}
