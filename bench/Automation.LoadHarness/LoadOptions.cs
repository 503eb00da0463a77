using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Automation.LoadHarness;

/// <summary>What is measured.</summary>
/// <param name="Mails">Mails in the measured burst; a warm-up of a fifth of them goes before.</param>
/// <param name="Kind">What the mails are made of.</param>
/// <param name="ReplayRules">Rules of a replay over all that was logged; 0: none.</param>
/// <param name="PostgreSql">Connection string; null leaves PostgreSQL out.</param>
internal sealed record LoadOptions(int Mails, int Rounds, MailKind Kind, bool Sqlite, int ReplayRules, string? PostgreSql)
{
    public const string Usage = """
        dotnet run -c Release --project bench/Automation.LoadHarness -- [--mails N] [--rounds N] [--kind plain|html|mixed] [--database sqlite|postgresql|both] [--replay RULES]

        PostgreSQL is measured when AUTOMATION_TEST_POSTGRES holds a connection string (scripts/postgres-scratch prints one).
        """;

    public static bool TryParse(string[] args, [NotNullWhen(true)] out LoadOptions? options, [NotNullWhen(false)] out string? problem)
    {
        options = null;
        problem = null;
        int mails = 2000, rounds = 3, replayRules = 0;
        var kind = MailKind.Plain;
        var database = "both";
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            var understood = args[i] switch
            {
                "--mails" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out mails) && mails is >= 10 and <= 200_000,
                "--rounds" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out rounds) && rounds is >= 1 and <= 50,
                "--kind" => Enum.TryParse(value, ignoreCase: true, out kind),
                "--database" => (database = value) is "sqlite" or "postgresql" or "both",
                "--replay" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out replayRules) && replayRules is >= 1 and <= 5_000,
                _ => false,
            };
            if (!understood)
            {
                problem = $"'{args[i]} {value}' is not understood.{Environment.NewLine}{Usage}";
                return false;
            }
        }

        var postgres = Environment.GetEnvironmentVariable("AUTOMATION_TEST_POSTGRES");
        if (database == "postgresql" && postgres is null)
        {
            problem = "AUTOMATION_TEST_POSTGRES is not set; run: eval \"$(scripts/postgres-scratch start)\"";
            return false;
        }

        options = new LoadOptions(mails, rounds, kind, database is "sqlite" or "both", replayRules, database is "sqlite" ? null : postgres);
        return true;
    }
}

internal enum MailKind
{
    /// <summary>New plain-text mails of some 700 characters, each from its own sender.</summary>
    Plain,

    /// <summary>New HTML mails as Outlook writes them.</summary>
    Html,

    /// <summary>Seven plain, two HTML, one answer to an earlier mail out of ten.</summary>
    Mixed,
}
