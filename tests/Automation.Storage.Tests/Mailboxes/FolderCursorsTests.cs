using Automation.Mail.Mailboxes;
using Automation.Storage.Mailboxes;
using Automation.Tests.Databases;

namespace Automation.Storage.Tests.Mailboxes;

public abstract class FolderCursorsTests(DeskTestDatabase store) : DatabaseTest(store)
{
    private static readonly MailFolder Folder = new("desk@contoso.example", "inbox");

    [Fact]
    public async Task One_node_reads_a_folder_and_keeps_it_by_asking_again()
    {
        var (a, b) = await TwoNodesAsync();
        (await a.TakeAsync(Folder, "a", default)).Should().NotBeNull();
        (await b.TakeAsync(Folder, "b", default)).Should().BeNull();
        Time.Advance(FolderCursors.LeaseTime - TimeSpan.FromSeconds(1));
        (await a.TakeAsync(Folder, "a", default)).Should().NotBeNull();
        Time.Advance(TimeSpan.FromSeconds(2));
        (await b.TakeAsync(Folder, "b", default)).Should().BeNull();
    }

    [Fact]
    public async Task Another_node_goes_on_from_the_cursor_when_the_lease_is_over()
    {
        var (a, b) = await TwoNodesAsync();
        await a.TakeAsync(Folder, "a", default);
        await a.AdvanceAsync(Folder, "c7", isLast: true, default);
        Time.Advance(FolderCursors.LeaseTime + TimeSpan.FromSeconds(1));
        (await b.TakeAsync(Folder, "b", default))!.Cursor.Should().Be("c7");
        (await a.TakeAsync(Folder, "a", default)).Should().BeNull();
    }

    [Fact]
    public async Task Of_two_nodes_that_ask_at_once_one_gets_the_folder()
    {
        var (a, b) = await TwoNodesAsync();
        for (var i = 0; i < 10; i++)
        {
            var folder = new MailFolder($"desk{i}@contoso.example", "inbox");
            var got = await Task.WhenAll(Task.Run(() => a.TakeAsync(folder, "a", default)), Task.Run(() => b.TakeAsync(folder, "b", default)));
            got.Count(c => c is not null).Should().Be(1);
        }
    }

    [Fact]
    public async Task A_forgotten_cursor_starts_the_folder_over()
    {
        var (a, _) = await TwoNodesAsync();
        await a.TakeAsync(Folder, "a", default);
        await a.AdvanceAsync(Folder, "c1", isLast: false, default);
        (await a.ListAsync(default)).Single().LastCompleteAt.Should().BeNull();
        await a.ForgetCursorAsync(Folder, default);
        (await a.TakeAsync(Folder, "a", default))!.Cursor.Should().BeNull();
    }

    [Fact]
    public async Task Failures_are_counted_and_told_until_a_read_succeeds()
    {
        var (a, _) = await TwoNodesAsync();
        await a.TakeAsync(Folder, "a", default);
        await a.NoteFailureAsync(Folder, "503 one", default);
        await a.NoteFailureAsync(Folder, "503 two", default);
        var failing = (await a.ListAsync(default)).Single();
        (failing.FailuresInARow, failing.LastError, failing.LastErrorAt).Should().Be((2, "503 two", Start));
        await a.AdvanceAsync(Folder, "c1", isLast: true, default);
        var good = (await a.ListAsync(default)).Single();
        (good.FailuresInARow, good.LastError, good.LastCompleteAt).Should().Be((0, null, Start));
    }

    [Fact]
    public async Task A_folder_has_one_subscription_and_a_new_one_takes_its_place()
    {
        var subscriptions = new SubscriptionStore(Database);
        await subscriptions.PutAsync(Subscription("s1"), default);
        await subscriptions.PutAsync(Subscription("s2"), default);
        (await subscriptions.FindAsync(Folder, default))!.Id.Should().Be("s2");
        (await subscriptions.ListAsync(default)).Should().ContainSingle();
        await subscriptions.RemoveAsync("s1", default);
        (await subscriptions.FindAsync(Folder, default)).Should().NotBeNull();
        await subscriptions.RemoveAsync("s2", default);
        (await subscriptions.FindAsync(Folder, default)).Should().BeNull();
    }

    private static SubscriptionRow Subscription(string id) =>
        new() { Mailbox = Folder.Mailbox, Folder = Folder.Name, Id = id, ClientState = "secret", ExpiresAt = Start.AddDays(1) };

    private async Task<(FolderCursors, FolderCursors)> TwoNodesAsync() => (new(Database, Time), new(await OpenAnotherAsync(), Time));
}

public sealed class FolderCursorsOnSqlite() : FolderCursorsTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class FolderCursorsOnPostgres(PostgresServer server) : FolderCursorsTests(server.Empty()), IOnPostgres;
