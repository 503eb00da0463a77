using Automation.Stages.Health;
using Automation.Storage.Database;
using Automation.Storage.PostgreSql;

namespace Automation.Server.Work;

/// <summary>
/// Keeps a configured node name to one process: two of one name would take each other's leases for their own and do work twice. Only PostgreSQL needs it;
/// the SQLite file is held by the data folder's lock, and a name made up at start is nobody else's.
/// </summary>
internal sealed class NodeHold(DeskDatabase database, NodeIdentity node) : IAsyncDisposable
{
    private PostgreSqlNodeLock? _lock;

    public bool IsNeeded => node.IsKept && database.Options.Kind == DatabaseKind.PostgreSql;

    /// <summary>Takes the name, or makes sure that it is still ours.</summary>
    /// <exception cref="NodeNameInUseException">Another process holds it.</exception>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        if (!IsNeeded || (_lock is { } held && await held.IsHeldAsync(cancellationToken)))
            return;
        if (_lock is { } lost)
        {
            _lock = null;
            await lost.DisposeAsync();
        }

        _lock = await PostgreSqlNodeLock.TryTakeAsync(database.Options.ConnectionString, node.Name, cancellationToken) ?? throw new NodeNameInUseException(node.Name);
    }

    public async ValueTask DisposeAsync()
    {
        if (_lock is { } held)
            await held.DisposeAsync();
    }
}

/// <summary>Another process works under this name.</summary>
internal sealed class NodeNameInUseException(string name) : Exception(
    $"Another process works on this database under the node name '{name}'. Give each its own Automation:NodeName, or stop the other one.");
