using Automation.Storage.Workflows;
using Automation.Tests.Databases;
using Automation.Workflows.Execution;
using Automation.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Tests.Workflows;

/// <summary>Units of work, which on SQLite all run on one connection that is kept.</summary>
public abstract class WorkflowUnitsTests(DeskTestDatabase store) : DatabaseTest(store)
{
    private WorkflowUnits Units => new(Database, Time);

    [Fact]
    public async Task What_one_that_failed_had_saved_is_gone_and_the_next_goes_on()
    {
        using var units = Units;
        var failing = () => units.RunAsync<bool>(
            async (unit, token) =>
            {
                await unit.Session.SaveInstanceAsync(Change(Instance(1), 0), token);
                await unit.Session.SaveToAsync(Database.Dialect, token);
                throw new InvalidOperationException("after it was written");
            },
            default);

        await failing.Should().ThrowAsync<InvalidOperationException>();
        (await units.RunSharedAsync((session, token) => session.LoadInstanceAsync("i", token), default)).Should().BeNull();
        await SaveAsync(units, Change(Instance(1), 0));
        (await ReadAsync(c => c.WorkflowInstances.CountAsync())).Should().Be(1);
    }

    [Fact]
    public async Task An_instance_that_another_changed_meanwhile_is_read_again_and_nothing_of_either_is_lost()
    {
        using var units = Units;
        await SaveAsync(units, Change(Instance(1), 0));
        var seen = new List<string?>();

        await units.RunAsync(
            async (unit, token) =>
            {
                var row = (await unit.Session.LoadInstanceAsync("i", token))!;
                seen.Add(row.Name);
                if (seen.Count == 1)
                    await unit.Context.Database.ExecuteSqlAsync($"UPDATE workflow_instances SET \"RowVersion\" = 7, \"Name\" = 'lost' WHERE \"Id\" = 'i'", token);
                await unit.Session.SaveInstanceAsync(Change(row with { Name = "second", RowVersion = row.RowVersion + 1 }, row.RowVersion), token);
                return true;
            },
            default);

        seen.Should().Equal(null, null);
        var stored = await ReadAsync(c => c.WorkflowInstances.AsNoTracking().SingleAsync());
        (stored.Name, stored.RowVersion).Should().Be(("second", 2), "the other's change was part of the attempt that was undone");
    }

    [Fact]
    public async Task Everything_of_an_instance_comes_back_as_it_was_saved()
    {
        using var units = Units;
        var full = Instance(1) with
        {
            CorrelationId = "c",
            Name = "n",
            ParentInstanceId = "p",
            Status = WorkflowStatus.Finished,
            SubStatus = WorkflowSubStatus.Faulted,
            IncidentCount = 2,
            FinishedAt = Start.AddTicks(30),
            State = new byte[] { 0, 255, 7 },
        };
        await SaveAsync(units, Change(full, 0));
        (await ReadAgainAsync(units)).Should().BeEquivalentTo(full, o => o.Excluding(x => x.State));

        var bare = Instance(2) with { State = new byte[] { 9 } };
        await SaveAsync(units, Change(bare, 1));
        var read = await ReadAgainAsync(units);
        read.Should().BeEquivalentTo(bare, o => o.Excluding(x => x.State), "what is null now was set before");
        read.State.ToArray().Should().Equal(9);
    }

    private static async Task<InstanceRow> ReadAgainAsync(WorkflowUnits units) => (await units.RunSharedAsync((session, token) => session.LoadInstanceAsync("i", token), default))!;

    private static Task<bool> SaveAsync(WorkflowUnits units, InstanceChange change) => units.RunSharedAsync(
        async (session, token) =>
        {
            await session.SaveInstanceAsync(change, token);
            return true;
        },
        default);

    private static InstanceChange Change(InstanceRow row, long expected) => new(row, expected, [], [], [], [], [], []);

    private static InstanceRow Instance(long rowVersion) =>
        new("i", "d", "d-1", 1, null, null, null, WorkflowStatus.Running, WorkflowSubStatus.Suspended, 0, Start, Start, null, new byte[] { 1 }, rowVersion);
}

public sealed class WorkflowUnitsOnSqlite() : WorkflowUnitsTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class WorkflowUnitsOnPostgres(PostgresServer server) : WorkflowUnitsTests(server.Empty()), IOnPostgres;
