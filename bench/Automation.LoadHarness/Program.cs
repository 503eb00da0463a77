using Automation.LoadHarness;

return await Harness.RunAsync(args);
