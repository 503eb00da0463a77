using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Automation.CrashStorm;

/// <summary>What the crash storm was asked to do.</summary>
internal sealed record StormArguments(int Mails, int Kills, bool OnPostgreSql, int Seed)
{
    public const string Usage = """
        dotnet run -c Release --project bench/Automation.CrashStorm -- [--mails N] [--kills N] [--database sqlite|postgresql] [--seed N]

          --mails     put in altogether; default 1000
          --kills     how often the server is killed; default 30
          --database  sqlite (default), or postgresql: eval "$(scripts/postgres-scratch start)" first
          --seed      default 1
        """;

    public static bool TryParse(string[] args, [NotNullWhen(true)] out StormArguments? arguments, [NotNullWhen(false)] out string? problem)
    {
        var result = new StormArguments(1000, 30, OnPostgreSql: false, 1);
        string? wrong = args.Length % 2 == 0 ? null : $"{args[^1]} needs a value.";
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            var isNumber = int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            result = (args[i], args[i + 1]) switch
            {
                ("--mails", _) when isNumber && number > 0 => result with { Mails = number },
                ("--kills", _) when isNumber => result with { Kills = number },
                ("--seed", _) when isNumber => result with { Seed = number },
                ("--database", "sqlite") => result with { OnPostgreSql = false },
                ("--database", "postgresql") => result with { OnPostgreSql = true },
                _ => Unknown(args[i], args[i + 1]),
            };
        }

        problem = wrong;
        arguments = wrong is null ? result : null;
        return wrong is null;

        StormArguments Unknown(string name, string value)
        {
            wrong ??= $"'{name} {value}' is not understood.";
            return result;
        }
    }
}
