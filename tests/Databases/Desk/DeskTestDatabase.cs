using Automation.Storage.Database;

namespace Automation.Tests.Databases;

/// <summary>An empty, migrated desk database for one test.</summary>
public abstract class DeskTestDatabase : IAsyncDisposable
{
    /// <summary>A connection to it of its own, as a process has.</summary>
    public abstract Task<DeskDatabase> OpenAsync();

    public abstract ValueTask DisposeAsync();
}
