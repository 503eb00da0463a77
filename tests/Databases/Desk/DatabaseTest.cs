using Automation.Storage.Database;
using Microsoft.Extensions.Time.Testing;

namespace Automation.Tests.Databases;

/// <summary>What a test of storage starts with: an empty database and a clock that stands still.</summary>
public abstract class DatabaseTest(DeskTestDatabase store) : IAsyncLifetime
{
    private readonly List<DeskDatabase> _opened = [];

    /// <summary>A Monday morning.</summary>
    protected static DateTimeOffset Start { get; } = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    protected FakeTimeProvider Time { get; } = new(Start);

    protected DeskDatabase Database { get; private set; } = null!;

    public virtual async Task InitializeAsync() => Database = await OpenAnotherAsync();

    /// <summary>The same database as another node sees it.</summary>
    protected async Task<DeskDatabase> OpenAnotherAsync()
    {
        var database = await store.OpenAsync();
        _opened.Add(database);
        return database;
    }

    /// <summary>Does something in a transaction of its own.</summary>
    protected async Task WriteAsync(Func<DeskContext, Task> work)
    {
        await using var context = Database.Open();
        await using var transaction = await Database.Dialect.BeginWriteAsync(context, CancellationToken.None);
        await work(context);
        await context.SaveChangesAsync();
        await transaction.CommitAsync(CancellationToken.None);
    }

    protected async Task<T> ReadAsync<T>(Func<DeskContext, Task<T>> work)
    {
        await using var context = Database.Open();
        return await work(context);
    }

    public virtual async Task DisposeAsync()
    {
        foreach (var database in _opened)
            database.Dispose();
        await store.DisposeAsync();
    }
}
