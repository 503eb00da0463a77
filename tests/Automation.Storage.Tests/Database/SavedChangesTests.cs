using Automation.Storage.Database;
using Automation.Storage.Workflows;
using Automation.Tests.Databases;
using Automation.Workflows.Execution;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Tests.Database;

/// <summary>The dialect's own way of saving leaves what SaveChanges would leave.</summary>
public abstract class SavedChangesTests(DeskTestDatabase store) : DatabaseTest(store)
{
    [Fact]
    public async Task Changed_rows_of_one_table_are_written_whatever_columns_changed_in_each()
    {
        await SaveAsync(c => c.WorkflowInstances.AddRange(Instance("a"), Instance("b"), Instance("c")));
        await SaveAsync(async c =>
        {
            foreach (var row in await c.WorkflowInstances.ToListAsync())
            {
                row.RowVersion++;
                if (row.Id == "a")
                    (row.CorrelationId, row.State) = ("HD-1", [1, 2, 3]);
                if (row.Id == "b")
                    (row.Status, row.FinishedAt, row.Name) = (WorkflowStatus.Finished, Start.AddHours(1), null);
            }
        });

        await using var context = Database.Open();
        var rows = await context.WorkflowInstances.AsNoTracking().ToDictionaryAsync(x => x.Id);
        rows["a"].Should().BeEquivalentTo(Instance("a", x => (x.CorrelationId, x.State, x.RowVersion) = ("HD-1", [1, 2, 3], 2)));
        rows["b"].Should().BeEquivalentTo(Instance("b", x => (x.Status, x.FinishedAt, x.Name, x.RowVersion) = (WorkflowStatus.Finished, Start.AddHours(1), null, 2)));
        rows["c"].Should().BeEquivalentTo(Instance("c", x => x.RowVersion = 2));
    }

    [Fact]
    public async Task A_row_that_is_not_as_it_was_read_is_a_lost_race_and_nothing_of_the_save_stays()
    {
        await SaveAsync(c => c.WorkflowInstances.AddRange(Instance("a"), Instance("b")));
        await using var late = Database.Open();
        foreach (var row in await late.WorkflowInstances.ToListAsync())
            (row.CorrelationId, row.RowVersion) = ("late", row.RowVersion + 1);
        await SaveAsync(async c => (await c.WorkflowInstances.SingleAsync(x => x.Id == "b")).RowVersion++);

        var losing = async () =>
        {
            await using var transaction = await Database.Dialect.BeginWriteAsync(late, default);
            await Database.Dialect.SaveAsync(late, default);
            await transaction.CommitAsync(default);
        };
        await losing.Should().ThrowAsync<DbUpdateConcurrencyException>();
        (await ReadAsync(c => c.WorkflowInstances.CountAsync(x => x.CorrelationId == "late"))).Should().Be(0);
    }

    [Fact]
    public async Task Adding_changing_and_removing_go_together()
    {
        await SaveAsync(c => c.WorkflowInstances.AddRange(Instance("a"), Instance("b")));
        await SaveAsync(async c =>
        {
            var rows = await c.WorkflowInstances.ToDictionaryAsync(x => x.Id);
            rows["a"].Name = "changed";
            c.WorkflowInstances.Remove(rows["b"]);
            c.WorkflowInstances.Add(Instance("c"));
        });
        (await ReadAsync(c => c.WorkflowInstances.OrderBy(x => x.Id).Select(x => x.Id + ":" + x.Name).ToListAsync())).Should().Equal("a:changed", "c:one");
    }

    private Task SaveAsync(Action<DeskContext> change) => SaveAsync(c =>
    {
        change(c);
        return Task.CompletedTask;
    });

    private async Task SaveAsync(Func<DeskContext, Task> change)
    {
        await using var context = Database.Open();
        await using var transaction = await Database.Dialect.BeginWriteAsync(context, default);
        await change(context);
        await Database.Dialect.SaveAsync(context, default);
        await transaction.CommitAsync(default);
    }

    private static WorkflowInstanceRow Instance(string id, Action<WorkflowInstanceRow>? change = null)
    {
        var row = new WorkflowInstanceRow
        {
            Id = id,
            DefinitionId = "d",
            DefinitionVersionId = "d1",
            DefinitionVersion = 1,
            Name = "one",
            CreatedAt = Start,
            UpdatedAt = Start,
            State = [9],
            RowVersion = 1,
        };
        change?.Invoke(row);
        return row;
    }
}

public sealed class SavedChangesOnSqlite() : SavedChangesTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class SavedChangesOnPostgres(PostgresServer server) : SavedChangesTests(server.Empty()), IOnPostgres;
