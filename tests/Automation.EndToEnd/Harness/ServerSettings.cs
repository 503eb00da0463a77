namespace Automation.EndToEnd.Harness;

/// <summary>How one server is started, again and again.</summary>
/// <param name="Url">Where the desk listens.</param>
/// <param name="Folder">Its working folder; the log lies in it, too.</param>
public sealed record ServerSettings(Uri Url, Uri Emulator, string Folder)
{
    /// <summary>Further arguments, as on the command line.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    public bool StartsEmulator { get; init; }

    /// <summary>PostgreSQL; null: SQLite in the folder.</summary>
    public string? PostgreSql { get; init; }

    public string LogFile => Path.Combine(Folder, "server.log");

    public IEnumerable<string> Arguments =>
    [
        "--Urls", Root(Url),
        "--Automation:Emulator:Url", Root(Emulator),
        "--Automation:Emulator:Start", StartsEmulator ? "true" : "false",
        "--Automation:DataFolder", Path.Combine(Folder, "data"),
        .. More,
    ];

    /// <summary>The connection string holds a password, so it does not stand on the command line.</summary>
    public IEnumerable<(string Name, string Value)> Environment => PostgreSql is null
        ? []
        : [("Automation__Database__Kind", "PostgreSql"), ("Automation__Database__ConnectionString", PostgreSql), ("Automation__NodeName", "under-test")];

    private static string Root(Uri url) => url.GetLeftPart(UriPartial.Authority);
}
