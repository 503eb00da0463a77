return await Automation.Server.CommandLine.Commands.RunAsync(args);
