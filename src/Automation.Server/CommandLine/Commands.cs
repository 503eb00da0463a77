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
        // A mistyped command must not start a server. Settings are --Name value, --Name=value or Name=value.
        [var word, ..] when !word.StartsWith('-') && !word.StartsWith('/') && !word.Contains('=', StringComparison.Ordinal) => Unknown(word),
        _ => await DeskHost.RunAsync(args),
    };

    private static int Unknown(string word)
    {
        Console.Error.WriteLine($"There is no command '{word}'. The commands are pour, rules and help; without one the desk runs, and its settings begin with --.");
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
