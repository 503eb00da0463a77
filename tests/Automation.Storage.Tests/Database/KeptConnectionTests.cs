using System.Data;
using System.Data.Common;
using Automation.Storage.Audit;
using Automation.Storage.Workflows;
using Automation.Tests.Databases;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Tests.Database;

/// <summary>The connection that SQLite's writer keeps, with its prepared statements: what happens to it when a unit of work is refused.</summary>
public sealed class KeptConnectionTests() : DatabaseTest(new SqliteTestDatabase())
{
    [Fact]
    public async Task A_refusal_undoes_what_was_written_and_keeps_the_connection()
    {
        using var units = new WorkflowUnits(Database, Time);
        var before = await ConnectionAsync(units);

        await RefusedAsync(units, _ => Task.CompletedTask);

        (await ConnectionAsync(units)).Should().BeSameAs(before);
        (await ReadAsync(c => c.Audit.CountAsync())).Should().Be(0);
    }

    [Fact]
    public async Task What_the_database_refuses_keeps_the_connection_too()
    {
        using var units = new WorkflowUnits(Database, Time);
        var before = await ConnectionAsync(units);

        await RefusedAsync(units, context => context.Database.ExecuteSqlRawAsync("INSERT INTO audit (Id) VALUES (1)"));

        (await ConnectionAsync(units)).Should().BeSameAs(before);
        (await ReadAsync(c => c.Audit.CountAsync())).Should().Be(0);
    }

    [Fact]
    public async Task A_connection_that_is_not_as_it_was_is_let_go_of_and_the_next_unit_has_another()
    {
        using var units = new WorkflowUnits(Database, Time);
        var before = await ConnectionAsync(units);

        await RefusedAsync(units, context => context.Database.GetDbConnection().CloseAsync());

        var after = await ConnectionAsync(units);
        after.Should().NotBeSameAs(before);
        after.State.Should().Be(ConnectionState.Open);
        (await ReadAsync(c => c.Audit.CountAsync())).Should().Be(0);
    }

    private async Task RefusedAsync(WorkflowUnits units, Func<DbContext, Task> then)
    {
        var refused = () => units.RunAsync<bool>(
            async (unit, token) =>
            {
                unit.Context.Audit.Add(new AuditEntry { At = Time.GetUtcNow(), Actor = "ann", Act = "a", Subject = "s", Details = "d" });
                await unit.Context.SaveChangesAsync(token);
                await then(unit.Context);
                throw new InvalidOperationException("refused");
            },
            default);
        await refused.Should().ThrowAsync<Exception>();
    }

    private static Task<DbConnection> ConnectionAsync(WorkflowUnits units) => units.RunAsync((unit, _) => ValueTask.FromResult(unit.Context.Database.GetDbConnection()), default);
}
