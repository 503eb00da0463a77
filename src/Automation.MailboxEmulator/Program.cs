using Automation.MailboxEmulator;

try
{
    var options = EmulatorOptions.CreateDefault();
    await using var app = EmulatorHost.Build(options, args);
    await app.StartAsync();
    Console.WriteLine($"Mailbox emulator: {string.Join(", ", app.Urls)} (Graph API below /v1.0, control API below /_emulator). Ctrl+C ends it.");
    await app.WaitForShutdownAsync();
    return 0;
}
catch (ArgumentException problem)
{
    await Console.Error.WriteLineAsync(problem.Message);
    return 2;
}
