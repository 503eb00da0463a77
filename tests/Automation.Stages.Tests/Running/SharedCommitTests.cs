using Automation.Tests.Databases;
using Automation.Workflows.Execution;
using Automation.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Tests.Running;

public abstract class SharedCommitTests(DeskTestDatabase store) : WorkflowTest(store)
{
    private static readonly string Waits = Sequence("waits", Activity("Elsa.Event", "E", "", ("eventName", "Go")), Activity("Elsa.WriteLine", "L", "", ("text", "on")));

    [Fact]
    public async Task Callers_that_come_while_another_works_share_the_next_commit()
    {
        await Node.PublishAsync(Waits);
        var (entered, free) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = StartAsync(async () =>
        {
            entered.SetResult();
            await free.Task;
        });
        await entered.Task;
        var seen = new List<int>();
        var others = Enumerable.Range(0, 10).Select(_ => StartAsync(async () => seen.Add(await ReadAsync(c => c.WorkflowInstances.CountAsync())))).ToList();
        free.SetResult();
        await Task.WhenAll([first, .. others]);

        seen.Should().Equal(Enumerable.Repeat(1, 10), "all ten began after the first commit and before their own, which is one");
        (await InstancesAsync()).Should().HaveCount(11).And.OnlyContain(x => x.RowVersion == 1);
    }

    [Fact]
    public async Task One_that_fails_takes_nobody_with_it_and_leaves_nothing()
    {
        await Node.PublishAsync(Waits);
        var (entered, free) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = StartAsync(async () =>
        {
            entered.SetResult();
            await free.Task;
        });
        await entered.Task;
        var good = StartAsync(() => Task.CompletedTask);
        var bad = Node.Units.RunSharedAsync<RuntimeResult>(
            async (session, token) =>
            {
                await Node.Runtime.StartAsync(session, new StartRequest("waits"), token);
                throw new InvalidOperationException("after it had started");
            },
            default);
        var unknown = Node.StartAsync("no-such-workflow");
        var alsoGood = StartAsync(() => Task.CompletedTask);
        free.SetResult();

        await Task.WhenAll(first, good, alsoGood);
        await bad.Invoking(b => b).Should().ThrowAsync<InvalidOperationException>().WithMessage("after it had started");
        await unknown.Invoking(u => u).Should().ThrowAsync<WorkflowNotFoundException>();
        (await InstancesAsync()).Should().HaveCount(3);
    }

    [Fact]
    public async Task Two_in_one_commit_that_want_the_same_instance_see_each_other()
    {
        await Node.PublishAsync(Waits);
        await Node.StartAsync("waits");
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Node.EventAsync("Go")));
        results.Sum(r => r.Runs.Count).Should().Be(1);
        (await InstancesAsync()).Should().ContainSingle().Which.SubStatus.Should().Be(WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task Many_callers_on_two_nodes_resume_each_of_many_instances_once()
    {
        await Node.PublishAsync(Sequence("each", Activity("Elsa.Event", "E", "", ("eventName", "Each"))));
        for (var i = 0; i < 30; i++)
            await Node.Units.RunSharedAsync((session, token) => Node.Runtime.StartAsync(session, new StartRequest("each", CorrelationId: $"c{i}"), token), default);
        var other = Database.Dialect.AllowsManyNodes ? await NewProcessAsync() : Node;
        var results = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() =>
        {
            var node = i % 2 == 0 ? Node : other;
            return node.Units.RunSharedAsync((session, token) => node.Runtime.PublishAsync(session, "Each", correlationId: $"c{i / 2}", cancellation: token), default);
        })));
        results.Sum(r => r.Runs.Count).Should().Be(30);
        (await InstancesAsync()).Should().OnlyContain(x => x.RowVersion == 2 && x.SubStatus == WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task One_that_is_cancelled_while_it_waits_does_nothing()
    {
        await Node.PublishAsync(Waits);
        var (entered, free) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = StartAsync(async () =>
        {
            entered.SetResult();
            await free.Task;
        });
        await entered.Task;
        using var cancelled = new CancellationTokenSource();
        var second = StartAsync(() => Task.CompletedTask, cancelled.Token);
        await cancelled.CancelAsync();
        await second.Invoking(s => s).Should().ThrowAsync<OperationCanceledException>();
        free.SetResult();
        await first;
        await StartAsync(() => Task.CompletedTask);
        (await InstancesAsync()).Should().HaveCount(2);
    }

    private Task<RuntimeResult> StartAsync(Func<Task> before, CancellationToken cancellationToken = default) => Node.Units.RunSharedAsync(
        async (session, token) =>
        {
            await before();
            return await Node.Runtime.StartAsync(session, new StartRequest("waits"), token);
        },
        cancellationToken);
}

public sealed class SharedCommitOnSqlite() : SharedCommitTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class SharedCommitOnPostgres(PostgresServer server) : SharedCommitTests(server.Empty()), IOnPostgres;
