namespace Automation.Stages.Health;

/// <summary>This process among the nodes that share a database. A restarted node takes its own leases back at once; so the name must be unique among running nodes and should survive a restart.</summary>
/// <param name="Name">Configured, or the machine's name.</param>
public sealed record NodeIdentity(string Name);
