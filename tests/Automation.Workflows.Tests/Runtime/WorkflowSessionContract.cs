using System.Text;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Runtime;
using Automation.Workflows.Values;

namespace Automation.Workflows.Tests.Runtime;

/// <summary>What every store of workflows has to do; a store's own tests derive from it.</summary>
public abstract class WorkflowSessionContract
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Opens a new unit of work on the store under test, which is empty at the start of a test.</summary>
    protected abstract Task<IWorkflowSession> OpenAsync();

    /// <summary>Commits it. It is not used afterwards.</summary>
    protected abstract Task CommitAsync(IWorkflowSession session);

    /// <summary>Stores a version within the unit of work; a published one with its triggers, in place of the version published before.</summary>
    protected abstract Task SaveDefinitionAsync(IWorkflowSession session, WorkflowDefinition definition, IReadOnlyList<TriggerRow> triggers);

    [Fact]
    public async Task An_instance_is_found_in_its_own_session_and_by_others_only_after_the_commit()
    {
        var session = await OpenAsync();
        await session.SaveInstanceAsync(Change("i1"), default);
        (await session.LoadInstanceAsync("i1", default)).Should().NotBeNull();
        var other = await OpenAsync();
        (await other.LoadInstanceAsync("i1", default)).Should().BeNull();
        await CommitAsync(session);

        var row = await (await OpenAsync()).LoadInstanceAsync("i1", default);
        row!.RowVersion.Should().Be(1);
        row.CorrelationId.Should().Be("c1");
        row.Status.Should().Be(WorkflowStatus.Running);
        Encoding.UTF8.GetString(row.State.Span).Should().Be("""{"id":"i1"}""");
    }

    [Fact]
    public async Task A_session_that_is_not_committed_leaves_nothing()
    {
        await (await OpenAsync()).SaveInstanceAsync(Change("i1", bookmarks: [Bookmark("b1", "h1")]), default);
        var later = await OpenAsync();
        (await later.LoadInstanceAsync("i1", default)).Should().BeNull();
        (await later.FindBookmarksAsync(new BookmarkFilter("b1"), default)).Should().BeEmpty();
    }

    [Fact]
    public async Task Of_two_sessions_that_change_an_instance_one_wins_and_the_other_keeps_nothing()
    {
        await DoAsync(session => session.SaveInstanceAsync(Change("i1"), default).AsTask());
        var first = await OpenAsync();
        var second = await OpenAsync();
        await first.LoadInstanceAsync("i1", default);
        await second.LoadInstanceAsync("i1", default);
        await first.SaveInstanceAsync(Change("i1", expected: 1, bookmarks: [Bookmark("b1", "h1")]), default);
        await CommitAsync(first);

        var losing = async () =>
        {
            await second.SaveInstanceAsync(Change("i2"), default);
            await second.SaveInstanceAsync(Change("i1", expected: 1, bookmarks: [Bookmark("b2", "h1")]), default);
            await CommitAsync(second);
        };
        await losing.Should().ThrowAsync<WorkflowConflictException>();

        var later = await OpenAsync();
        (await later.LoadInstanceAsync("i1", default))!.RowVersion.Should().Be(2);
        (await later.LoadInstanceAsync("i2", default)).Should().BeNull();
        (await later.FindBookmarksAsync(new BookmarkFilter(null, "Elsa.Event", "h1"), default)).Select(row => row.Id).Should().Equal("b1");
    }

    [Fact]
    public async Task A_new_instance_with_an_id_that_exists_is_a_conflict()
    {
        await DoAsync(session => session.SaveInstanceAsync(Change("i1"), default).AsTask());
        var again = async () => await DoAsync(session => session.SaveInstanceAsync(Change("i1"), default).AsTask());
        await again.Should().ThrowAsync<WorkflowConflictException>();
    }

    [Fact]
    public async Task Bookmarks_are_found_by_hash_by_instance_and_by_the_instance_s_present_correlation_id()
    {
        await DoAsync(async session =>
        {
            await session.SaveInstanceAsync(Change("i1", bookmarks: [Bookmark("b1", "h1")]), default);
            await session.SaveInstanceAsync(Change("i2", correlationId: "c2", bookmarks: [Bookmark("b2", "h1"), Bookmark("b3", "h2")]), default);
        });
        await DoAsync(session => session.SaveInstanceAsync(Change("i2", expected: 1, correlationId: "c3"), default).AsTask());

        var later = await OpenAsync();
        (await Ids(new(null, "Elsa.Event", "h1"))).Should().BeEquivalentTo("b1", "b2");
        (await Ids(new(null, "Elsa.Event", "h1", CorrelationId: "c3"))).Should().Equal("b2");
        (await Ids(new(null, "Elsa.Event", "h1", CorrelationId: "c2"))).Should().BeEmpty();
        (await Ids(new(null, "Elsa.Event", "h1", InstanceId: "i1"))).Should().Equal("b1");
        (await Ids(new("b3"))).Should().Equal("b3");
        (await Ids(new(null, "Elsa.Other", "h1"))).Should().BeEmpty();

        async Task<IEnumerable<string>> Ids(BookmarkFilter filter) => (await later.FindBookmarksAsync(filter, default)).Select(row => row.Id);
    }

    [Fact]
    public async Task A_burned_bookmark_is_gone_for_its_own_session_at_once()
    {
        await DoAsync(session => session.SaveInstanceAsync(Change("i1", bookmarks: [Bookmark("b1", "h1")], timers: [new ScheduledTimer("b1", "i1", Now.AddHours(1))]), default).AsTask());
        var session = await OpenAsync();
        await session.SaveInstanceAsync(Change("i1", expected: 1, removed: ["b1"]), default);
        (await session.FindBookmarksAsync(new BookmarkFilter("b1"), default)).Should().BeEmpty();
        await CommitAsync(session);
        (await (await OpenAsync()).FindBookmarksAsync(new BookmarkFilter("b1"), default)).Should().BeEmpty();
    }

    [Fact]
    public async Task Running_instances_are_counted_by_workflow_and_correlation()
    {
        await DoAsync(async session =>
        {
            await session.SaveInstanceAsync(Change("i1"), default);
            await session.SaveInstanceAsync(Change("i2", definitionId: "d2", status: WorkflowStatus.Finished, correlationId: "c2"), default);
        });
        var later = await OpenAsync();
        (await later.HasRunningInstanceAsync("d1", null, default)).Should().BeTrue();
        (await later.HasRunningInstanceAsync(null, "c1", default)).Should().BeTrue();
        (await later.HasRunningInstanceAsync("d1", "c2", default)).Should().BeFalse();
        (await later.HasRunningInstanceAsync("d2", null, default)).Should().BeFalse();
    }

    [Fact]
    public async Task Queued_stimuli_are_taken_once_by_whoever_they_are_for()
    {
        await DoAsync(async session =>
        {
            await session.EnqueueStimulusAsync(Queued("q1", hash: "h1", correlationId: "c1"), default);
            await session.EnqueueStimulusAsync(Queued("q2", hash: "h1", correlationId: "c9"), default);
            await session.EnqueueStimulusAsync(Queued("q3", hash: "h1", instanceId: "i1"), default);
            await session.EnqueueStimulusAsync(Queued("q4", hash: "h1", instanceId: "i9"), default);
            await session.EnqueueStimulusAsync(Queued("q5", hash: "h7", bookmarkId: "b5"), default);
            await session.EnqueueStimulusAsync(Queued("q6", hash: "h1", bookmarkId: "b9"), default);
            await session.EnqueueStimulusAsync(Queued("q7", hash: "h1", expiresAt: Now.AddYears(-20)), default);
        });
        var filter = new QueueFilter("i1", "c1", ["b5"], ["h1"]);
        await DoAsync(async session =>
        {
            (await session.TakeQueuedStimuliAsync(filter, default)).Select(queued => queued.Id).Should().BeEquivalentTo("q1", "q3", "q5");
            (await session.TakeQueuedStimuliAsync(filter, default)).Should().BeEmpty();
        });
        (await (await OpenAsync()).TakeQueuedStimuliAsync(filter, default)).Should().BeEmpty();
        (await (await OpenAsync()).TakeQueuedStimuliAsync(new QueueFilter("i9", "c9", [], ["h1"]), default)).Select(queued => queued.Id).Should().BeEquivalentTo("q2", "q4");
    }

    [Fact]
    public async Task Definitions_are_found_by_version_by_number_and_as_published()
    {
        await DoAsync(session => SaveDefinitionAsync(session, Definition("v1", 1, published: true), [Trigger("t1", "v1", "h1")]));
        await DoAsync(session => SaveDefinitionAsync(session, Definition("v2", 2, published: false), []));
        var session = await OpenAsync();
        (await Find(DefinitionQuery.ById("v1")))!.Version.Should().Be(1);
        (await Find(DefinitionQuery.Numbered("d1", 2)))!.Id.Should().Be("v2");
        (await Find(DefinitionQuery.Published("d1")))!.Id.Should().Be("v1");
        (await Find(DefinitionQuery.Published("nothing"))).Should().BeNull();
        (await session.FindTriggersAsync("Elsa.Event", "h1", default)).Should().ContainSingle().Which.DefinitionVersionId.Should().Be("v1");

        await DoAsync(other => SaveDefinitionAsync(other, Definition("v2", 2, published: true), [Trigger("t2", "v2", "h2")]));
        session = await OpenAsync();
        (await Find(DefinitionQuery.Published("d1")))!.Id.Should().Be("v2");
        (await session.FindTriggersAsync("Elsa.Event", "h1", default)).Should().BeEmpty();
        (await session.FindTriggersAsync("Elsa.Event", "h2", default)).Should().ContainSingle();

        ValueTask<WorkflowDefinition?> Find(DefinitionQuery query) => session.FindDefinitionAsync(query, default);
    }

    [Fact]
    public async Task Running_children_are_found_as_this_session_has_left_them()
    {
        await DoAsync(async session =>
        {
            await session.SaveInstanceAsync(Child("c1", 0), default);
            await session.SaveInstanceAsync(Child("c2", 0), default);
            await session.SaveInstanceAsync(Change("i1"), default);
        });
        var session = await OpenAsync();
        await session.SaveInstanceAsync(Child("c3", 0), default);
        await session.SaveInstanceAsync(Child("c2", 1, WorkflowStatus.Finished), default);
        (await session.FindRunningChildrenAsync("p", default)).Should().Equal("c1", "c3");
        (await session.FindRunningChildrenAsync("i1", default)).Should().BeEmpty();

        static InstanceChange Child(string id, long expected, WorkflowStatus status = WorkflowStatus.Running)
        {
            var change = Change(id);
            return change with { Row = change.Row with { ParentInstanceId = "p", Status = status, RowVersion = expected + 1 }, ExpectedRowVersion = expected };
        }
    }

    [Fact]
    public async Task Repetitions_are_counted_by_their_origin_and_since_a_moment_those_of_this_session_too()
    {
        await DoAsync(async session =>
        {
            await session.SaveInstanceAsync(Repeat("r1", "o", Now), default);
            await session.SaveInstanceAsync(Repeat("r2", "o", Now.AddHours(-2)), default);
            await session.SaveInstanceAsync(Repeat("r3", "p", Now), default);
            await session.SaveInstanceAsync(Change("i1"), default);
        });
        var session = await OpenAsync();
        await session.SaveInstanceAsync(Repeat("r4", "o", Now.AddMinutes(1)), default);
        await session.SaveInstanceAsync(Repeat("r1", "o", Now, expected: 1), default);

        (await session.CountRepeatsAsync("o", Now.AddHours(-1), 10, default)).Should().Be(2);
        (await session.CountRepeatsAsync("o", Now.AddHours(-3), 10, default)).Should().Be(3);
        (await session.CountRepeatsAsync("o", Now.AddHours(-3), 2, default)).Should().Be(2);
        (await session.CountRepeatsAsync("i1", Now.AddHours(-3), 10, default)).Should().Be(0);
        (await session.LoadInstanceAsync("r3", default))!.RepeatOf.Should().Be("p");

        static InstanceChange Repeat(string id, string origin, DateTimeOffset at, long expected = 0)
        {
            var change = Change(id, expected);
            return change with { Row = change.Row with { RepeatOf = origin, CreatedAt = at } };
        }
    }

    private async Task DoAsync(Func<IWorkflowSession, Task> work)
    {
        var session = await OpenAsync();
        await work(session);
        await CommitAsync(session);
    }

    private static WorkflowDefinition Definition(string id, int version, bool published) =>
        WorkflowDefinition.Parse("""{"name":"D","root":{"type":"Elsa.Sequence","id":"S"}}""").AsVersion(id, "d1", version, isLatest: true, isPublished: published);

    private static TriggerRow Trigger(string id, string versionId, string hash) => new(id, "d1", versionId, "A", "Elsa.Event", hash, "{}");

    private static Bookmark Bookmark(string id, string hash) => new(id, "Elsa.Event", hash, new ValueMap { ["eventName"] = "E" }, "Workflow1:A", "A", "a-" + id, Now);

    private static QueuedStimulus Queued(string id, string hash, string? bookmarkId = null, string? correlationId = null, string? instanceId = null, DateTimeOffset? expiresAt = null) =>
        new(id, bookmarkId, "Elsa.Event", hash, correlationId, instanceId, "null", Now, expiresAt ?? Now.AddYears(50));

    private static InstanceChange Change(
        string id, long expected = 0, string definitionId = "d1", string? correlationId = "c1", WorkflowStatus status = WorkflowStatus.Running,
        IReadOnlyList<Bookmark>? bookmarks = null, IReadOnlyList<string>? removed = null, IReadOnlyList<ScheduledTimer>? timers = null)
    {
        var row = new InstanceRow(
            id, definitionId, definitionId + ":1", 1, correlationId, null, null, status, WorkflowSubStatus.Suspended, 0, Now, Now, null,
            Encoding.UTF8.GetBytes($$"""{"id":"{{id}}"}"""), expected + 1);
        var entry = new JournalEntry(expected + 1, "a1", null, "A", "Elsa.Event", 1, "A", "Workflow1:A", Now, JournalEvent.Started, null);
        var record = new ActivityRecord("a-" + id, null, null, "Workflow1:A", "A", "Elsa.Event", 1, "A", ActivityStatus.Running, new ValueMap { ["x"] = 1L }, null, [], true, 0, null, Now, null);
        return new InstanceChange(row, expected, bookmarks ?? [], removed ?? [], timers ?? [], [entry], [record], [new RunTaskRequest("e-" + id + expected, "t", "task", [])]);
    }
}
