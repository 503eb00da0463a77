namespace Automation.Stages.Health;

/// <summary>This process among the nodes that share a database. The name must be unique among running nodes.</summary>
/// <param name="IsKept">The name is the same after a restart: then the node takes its own leases back at once. Otherwise they run out by themselves.</param>
public sealed record NodeIdentity(string Name, bool IsKept = true);
