using System.Net;
using Automation.Server.Tests.Desk;
using Automation.Server.Work;
using Automation.Stages.Health;
using Automation.Storage.Database;
using Automation.Tests.Databases;
using Npgsql;

namespace Automation.Server.Tests.Start;

/// <summary>Two processes of one name would take each other's leases for their own.</summary>
public sealed class NodeNameTests
{
    [PostgresFact]
    public async Task A_second_desk_of_one_name_waits_in_words_until_the_first_has_ended()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        string[] args = ["--Automation:Database:Kind", "PostgreSql", "--Automation:Database:ConnectionString", database.ConnectionString, "--Automation:NodeName", "berlin"];
        var first = await RunningDesk.StartAsync(args);
        await first.UntilReadyAsync();
        await using var second = await RunningDesk.StartAsync(args);
        var (_, body) = await second.UntilAsync("/health/ready", (status, b) => status == HttpStatusCode.ServiceUnavailable && b.GetProperty("problems").GetArrayLength() > 0);
        body.GetProperty("problems")[0].GetString().Should().Contain("'berlin'").And.Contain("Automation:NodeName");
        (await first.GetAsync("/health/ready")).Status.Should().Be(HttpStatusCode.OK);

        await first.DisposeAsync();
        await second.UntilReadyAsync();
    }

    [PostgresFact]
    public async Task A_name_that_was_lost_is_taken_again_unless_another_was_faster()
    {
        await using var store = await PostgresDatabase.CreateAsync();
        using var database = new DeskDatabase(new DatabaseOptions(DatabaseKind.PostgreSql, store.ConnectionString));
        await using var mine = new NodeHold(database, new NodeIdentity("a"));
        await using var other = new NodeHold(database, new NodeIdentity("a"));
        await using var elsewhere = new NodeHold(database, new NodeIdentity("b"));
        await mine.TakeAsync(default);
        await elsewhere.TakeAsync(default);
        await other.Invoking(o => o.TakeAsync(default)).Should().ThrowAsync<NodeNameInUseException>();

        await CutAsync(store.ConnectionString);
        await mine.TakeAsync(default);
        await other.Invoking(o => o.TakeAsync(default)).Should().ThrowAsync<NodeNameInUseException>();

        await CutAsync(store.ConnectionString);
        await other.TakeAsync(default);
        await mine.Invoking(m => m.TakeAsync(default)).Should().ThrowAsync<NodeNameInUseException>();
    }

    /// <summary>Ends the connections that hold names, and waits until the server has let go of them.</summary>
    private static async Task CutAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var cut = new NpgsqlCommand("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'automation node %'", connection);
        await cut.ExecuteNonQueryAsync();
    }
}
