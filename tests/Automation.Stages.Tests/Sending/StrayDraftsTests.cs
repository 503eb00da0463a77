using Automation.Mail.Messages;
using Automation.Mail.Sending;
using Automation.Stages.Sending;
using Automation.Stages.Tests.Desk;
using Automation.Storage.Outbox;
using Automation.Tests.Databases;
using Microsoft.Extensions.Logging.Abstractions;

namespace Automation.Stages.Tests.Sending;

public abstract class StrayDraftsTests(DeskTestDatabase store) : DeskTest(store)
{
    private const string Mailbox = "helpdesk@contoso.example";
    private const string Key = "HD-1:ack:1";

    private readonly Drafts _drafts = new();

    [Fact]
    public async Task A_second_draft_of_a_mail_whose_sent_copy_was_seen_goes()
    {
        await PutAsync(SendState.Sent, draftId: "sent");
        _drafts.Add("stray", Key, Start.AddMinutes(2));

        (await SweepAsync()).Should().Be(1);

        _drafts.Ids.Should().BeEmpty();
    }

    [Fact]
    public async Task When_a_person_sent_the_second_one_the_first_is_the_one_left_behind()
    {
        await PutAsync(SendState.Sent, draftId: "first");
        _drafts.Add("first", Key, Start);

        (await SweepAsync()).Should().Be(1);
    }

    [Fact]
    public async Task A_draft_on_which_a_person_wrote_is_theirs()
    {
        await PutAsync(SendState.Sent, draftId: "sent");
        _drafts.Add("by the desk", Key, Start, modifiedAt: Start + StrayDrafts.LongestMaking);
        _drafts.Add("reworked", Key, Start, modifiedAt: Start + StrayDrafts.LongestMaking + TimeSpan.FromSeconds(1));

        (await SweepAsync()).Should().Be(1);

        _drafts.Ids.Should().Equal("reworked");
    }

    [Fact]
    public async Task A_reply_that_was_confirmed_within_the_hour_keeps_its_drafts_because_the_mailbox_may_still_show_the_one_that_was_sent()
    {
        await PutAsync(SendState.Sent, draftId: "sent", confirmedAt: Start.AddDays(1) - StrayDrafts.Settled);
        _drafts.Add("sent", Key, Start);

        (await SweepAsync()).Should().Be(0);
        Time.Advance(TimeSpan.FromSeconds(1));
        (await Sweep().SweepAsync(Mailbox, default)).Should().Be(1);
    }

    [Theory]
    [InlineData(SendState.Pending)]
    [InlineData(SendState.Drafted)]
    [InlineData(SendState.Sending)]
    [InlineData(SendState.Unknown)]
    [InlineData(SendState.Accepted)]
    [InlineData(SendState.Failed)]
    public async Task As_long_as_it_is_not_known_that_it_went_every_draft_stays(SendState state)
    {
        await PutAsync(state, draftId: "one");
        _drafts.Add("one", Key, Start);
        _drafts.Add("other", Key, Start);

        (await SweepAsync()).Should().Be(0);
    }

    [Fact]
    public async Task A_mail_of_which_no_copy_was_seen_keeps_its_drafts()
    {
        await PutAsync(SendState.Sent, draftId: "one", problem: "The mailbox accepted the mail, but no sent copy was found in it.");
        _drafts.Add("other", Key, Start);

        (await SweepAsync()).Should().Be(0);
    }

    [Fact]
    public async Task A_draft_of_a_reply_that_this_desk_does_not_know_or_decided_later_stays()
    {
        await PutAsync(SendState.Sent, draftId: "sent");
        _drafts.Add("unknown", "HD-9:ack:1", Start);
        _drafts.Add("older", Key, Start.AddDays(-1));
        _drafts.Add("elsewhere", "HD-2:ack:1", Start);
        await PutAsync(SendState.Sent, draftId: "x", key: "HD-2:ack:1", mailbox: "facilities@contoso.example");

        (await SweepAsync()).Should().Be(0);
    }

    [Fact]
    public async Task A_draft_of_the_last_hour_waits_because_the_mailbox_may_show_late_what_it_did()
    {
        await PutAsync(SendState.Sent, draftId: "sent");
        _drafts.Add("stray", Key, Start);

        Time.Advance(StrayDrafts.Settled);
        (await Sweep().SweepAsync(Mailbox, default)).Should().Be(0);
        Time.Advance(TimeSpan.FromSeconds(1));
        (await Sweep().SweepAsync(Mailbox, default)).Should().Be(1);
    }

    [Fact]
    public async Task What_was_sent_by_a_person_between_the_list_and_the_deletion_is_not_counted()
    {
        await PutAsync(SendState.Sent, draftId: "sent");
        _drafts.Add("stray", Key, Start);
        _drafts.SentMeanwhile = "stray";

        (await SweepAsync()).Should().Be(0);
    }

    private StrayDrafts Sweep() => new(_drafts, new OutboxStore(Database, Time), Time, NullLogger<StrayDrafts>.Instance);

    private Task<int> SweepAsync()
    {
        Time.Advance(TimeSpan.FromDays(1));
        return Sweep().SweepAsync(Mailbox, default);
    }

    private Task PutAsync(SendState state, string draftId, string? problem = null, string key = Key, string mailbox = Mailbox, DateTimeOffset? confirmedAt = null) => WriteAsync(c =>
    {
        c.Outbox.Add(new OutboxItem
        {
            SendKey = key,
            Purpose = "acknowledgement",
            Mailbox = mailbox,
            TicketNumber = 1,
            RecipientKey = "ann",
            RecipientPattern = "ann",
            RecipientDomain = "contoso.example",
            Payload = OutboxJson.Write(new OutgoingMail(mailbox, key, [new MailAddress("ann.lee@contoso.example")], [], "Printer", "<p>Hello</p>", null, null, IsAutomatic: true)),
            Progress = OutboxJson.Write(SendProgress.New with { State = state, DraftId = draftId, Problem = problem }),
            State = state,
            IsFinished = state is SendState.Sent or SendState.Failed,
            Problem = problem,
            NextAttemptAt = Start,
            CreatedAt = Start,
            UpdatedAt = confirmedAt ?? Start,
        });
        return Task.CompletedTask;
    });

    private sealed class Drafts : IDraftFolder
    {
        private readonly List<KeyedDraft> _drafts = [];

        public string? SentMeanwhile { get; set; }

        public IEnumerable<string> Ids => _drafts.Select(d => d.Id);

        public void Add(string id, string key, DateTimeOffset createdAt, DateTimeOffset? modifiedAt = null) => _drafts.Add(new KeyedDraft(id, key, createdAt, modifiedAt ?? createdAt));

        public Task<IReadOnlyList<KeyedDraft>> ListAsync(string mailbox, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<KeyedDraft>>([.. _drafts]);

        public Task<bool> RemoveAsync(string mailbox, KeyedDraft draft, CancellationToken cancellationToken) =>
            Task.FromResult(draft.Id != SentMeanwhile && _drafts.Remove(draft));
    }
}

public sealed class StrayDraftsOnSqlite() : StrayDraftsTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class StrayDraftsOnPostgres(PostgresServer server) : StrayDraftsTests(server.Empty()), IOnPostgres;
