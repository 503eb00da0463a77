using Automation.Server.CommandLine;
using Automation.Server.Composition;
using Spectre.Console;

return args switch
{
    ["pour", .. var rest] => await new PourCommand(AnsiConsole.Console, TimeProvider.System).RunAsync(rest, CancellationToken.None),
    ["rules", .. var rest] => await new RulesCommand(Console.Out, Console.Error).RunAsync(rest, CancellationToken.None),
    ["help" or "--help" or "-h", ..] => Help(),
    _ => await DeskHost.RunAsync(args),
};

static int Help()
{
    Console.WriteLine("automation                 runs the desk (and the mailbox emulator, when no tenant is configured)");
    Console.WriteLine(PourArguments.Usage);
    Console.WriteLine();
    Console.WriteLine(RulesCommand.Usage);
    return 0;
}
