using Automation.Workflows.Bench;

return await Bench.RunAsync(args);
