using Automation.Server.Composition;
using Spectre.Console;

namespace Automation.Server.CommandLine;

/// <summary>What the first word of the command line means.</summary>
public static class Commands
{
    /// <summary>Without a command the desk runs until it is stopped.</summary>
    /// <returns>The exit code; 2 when the command line or the configuration cannot be used.</returns>
    public static async Task<int> RunAsync(string[] args) => args switch
    {
        ["pour", .. var rest] => await new PourCommand(AnsiConsole.Console, TimeProvider.System).RunAsync(rest, CancellationToken.None),
        ["rules", .. var rest] => await new RulesCommand(Console.Out, Console.Error).RunAsync(rest, CancellationToken.None),
        ["help" or "--help" or "-h", ..] => Help(),
        _ => Objection(args) is { } objection ? Refused(objection) : await DeskHost.RunAsync(args),
    };

    /// <summary>A mistyped or misplaced command must not start a server. Settings are --Name value, --Name=value or Name=value, and /Name for --Name.</summary>
    private static string? Objection(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var word = args[i];
            if (word.Contains('=', StringComparison.Ordinal))
                continue;
            if (!word.StartsWith('-') && !word.StartsWith('/'))
            {
                return word is "pour" or "rules" or "help"
                    ? $"The command '{word}' must be the first word; what it is to do follows it."
                    : $"There is no command '{word}'. The commands are pour, rules and help; without one the desk runs, and its settings begin with --.";
            }

            if (++i == args.Length)
                return $"The setting '{word}' has no value.";
        }

        return null;
    }

    private static int Refused(string objection)
    {
        Console.Error.WriteLine(objection);
        return 2;
    }

    private static int Help()
    {
        Console.WriteLine("automation                 runs the desk (and the mailbox emulator, when no tenant is configured)");
        Console.WriteLine(PourArguments.Usage);
        Console.WriteLine();
        Console.WriteLine(RulesCommand.Usage);
        return 0;
    }
}
