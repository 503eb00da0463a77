using Automation.Tests.Databases;
using Npgsql;

namespace Automation.Storage.Tests.Databases;

public sealed class PostgresDatabaseTests
{
    [PostgresFact]
    public async Task Each_test_has_an_empty_database_of_its_own_and_leaves_none_behind()
    {
        string gone;
        await using (var first = await PostgresDatabase.CreateAsync())
        await using (var second = await PostgresDatabase.CreateAsync())
        {
            await AskAsync(first, "CREATE TABLE seen (id int)");
            (await AskAsync(first, "SELECT count(*) FROM pg_tables WHERE tablename = 'seen'")).Should().Be(1L);
            (await AskAsync(second, "SELECT count(*) FROM pg_tables WHERE tablename = 'seen'")).Should().Be(0L);
            gone = new NpgsqlConnectionStringBuilder(second.ConnectionString).Database!;
        }
        await using var third = await PostgresDatabase.CreateAsync();
        (await AskAsync(third, $"SELECT count(*) FROM pg_database WHERE datname = '{gone}'")).Should().Be(0L);
    }

    [PostgresFact]
    public async Task The_server_commits_durably_as_in_production()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        (await AskAsync(database, "SHOW fsync")).Should().Be("on");
        (await AskAsync(database, "SHOW synchronous_commit")).Should().Be("on");
    }

    private static async Task<object?> AskAsync(PostgresDatabase database, string question)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(question, connection);
        return await command.ExecuteScalarAsync();
    }
}
