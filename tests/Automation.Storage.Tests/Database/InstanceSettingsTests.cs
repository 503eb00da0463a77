using Automation.Storage.Database;
using Automation.Tests.Databases;

namespace Automation.Storage.Tests.Database;

public abstract class InstanceSettingsTests(DeskTestDatabase store) : DatabaseTest(store)
{
    [Fact]
    public async Task A_value_is_made_once_and_kept()
    {
        var settings = new InstanceSettings(Database);
        (await settings.GetOrMakeAsync("a", () => "first", default)).Should().Be("first");
        (await settings.GetOrMakeAsync("a", () => "second", default)).Should().Be("first");
        (await settings.GetOrMakeAsync("b", () => "other", default)).Should().Be("other");
    }

    [Fact]
    public async Task Nodes_that_start_together_agree_on_the_value()
    {
        var made = 0;
        var values = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Task.Run(() => new InstanceSettings(Database).GetOrMakeAsync("key", () => $"value-{Interlocked.Increment(ref made)}", default))));
        values.Distinct().Should().ContainSingle();
    }
}

public sealed class InstanceSettingsOnSqlite() : InstanceSettingsTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class InstanceSettingsOnPostgres(PostgresServer server) : InstanceSettingsTests(server.Empty()), IOnPostgres;
