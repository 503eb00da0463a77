using Npgsql;

namespace Automation.Tests.Databases;

/// <summary>
/// An empty database of its own for one test or one test class, dropped at the end. The server is the one that
/// <c>scripts/test</c> and <c>scripts/postgres-scratch</c> start.
/// </summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    public const string Variable = "AUTOMATION_TEST_POSTGRES";

    private readonly string _server;
    private readonly string _name;

    private PostgresDatabase(string server, string name)
    {
        _server = server;
        _name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name, IncludeErrorDetail = true }.ConnectionString;
    }

    public string ConnectionString { get; }

    /// <summary>Null when there is a server to test on.</summary>
    public static string? WhyNot { get; } = string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(Variable))
        ? $"{Variable} is not set. Run scripts/test, or first: eval \"$(scripts/postgres-scratch start)\""
        : null;

    /// <exception cref="InvalidOperationException">There is no server to test on.</exception>
    public static async Task<PostgresDatabase> CreateAsync(CancellationToken cancellation = default)
    {
        if (WhyNot is not null)
            throw new InvalidOperationException(WhyNot);
        var database = new PostgresDatabase(Environment.GetEnvironmentVariable(Variable)!, $"test_{Guid.NewGuid():n}");
        await database.OnServerAsync($"CREATE DATABASE {database._name}", cancellation);
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        await using (var connection = new NpgsqlConnection(ConnectionString))
            NpgsqlConnection.ClearPool(connection);
        // A test that failed may have left a connection open; the database goes all the same.
        await OnServerAsync($"DROP DATABASE IF EXISTS {_name} WITH (FORCE)", CancellationToken.None);
    }

    private async Task OnServerAsync(string statement, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(_server);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
