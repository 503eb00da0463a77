using Automation.Desk.Inbox;
using Automation.Desk.Live;
using Automation.Desk.Outbox;
using Automation.Mail.Messages;
using Automation.Mail.Sending;
using Automation.Stages.Access;
using Automation.Stages.Health;
using Automation.Storage.Database;
using Automation.Storage.Inbox;
using Automation.Storage.Outbox;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Automation.Desk.Tests.Live;

/// <summary>What came to a halt is set going again by whoever has a role; a reader sees it without the button.</summary>
public sealed class RetryTests : DeskTestContext, IAsyncLifetime
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"desk-{Guid.NewGuid():N}.db");
    private readonly DeskDatabase _database;

    public RetryTests()
    {
        _database = new DeskDatabase(new DatabaseOptions(DatabaseKind.Sqlite, $"Data Source={_file};Pooling=False"));
        Services.AddSingleton(_database);
        Services.AddSingleton<ProblemBoard>();
        Services.AddSingleton<BeatReader>();
        Services.AddSingleton(s => new DeskPulse(s.GetRequiredService<BeatReader>(), s.GetRequiredService<TimeProvider>(), NullLogger<DeskPulse>.Instance));
        Services.AddSingleton<DeskSignals>();
        Services.AddSingleton<InboxQueries>();
        Services.AddSingleton<InboxTallies>();
        Services.AddSingleton<OutboxStore>();
    }

    public new async Task InitializeAsync()
    {
        await _database.MigrateAsync(CancellationToken.None);
        await using var context = _database.Open();
        context.Inbox.Add(new InboxItem
        {
            Mailbox = "desk@contoso.example",
            Folder = "inbox",
            MailboxItemId = "m1",
            Row = [],
            State = InboxState.Quarantined,
            Outcome = InboxOutcome.Quarantined,
            Reason = "workflow-incident",
        });
        context.Outbox.Add(new OutboxItem
        {
            SendKey = "HD-1:reply:1",
            Purpose = "reply",
            Mailbox = "desk@contoso.example",
            TicketNumber = 1,
            RecipientKey = "ada@contoso.example",
            RecipientPattern = "ada@contoso.example",
            RecipientDomain = "contoso.example",
            Payload = OutboxJson.Write(new OutgoingMail(
                "desk@contoso.example", "HD-1:reply:1", [new MailAddress("ada@contoso.example", null)], [], "Hello", "<p>Hello</p>", null, null, IsAutomatic: false)),
            Progress = OutboxJson.Write(SendProgress.New with { State = SendState.Failed }),
            State = SendState.Failed,
            IsFinished = true,
        });
        await context.SaveChangesAsync();
    }

    [Theory]
    [InlineData(AccessPolicies.Operators, 1)]
    [InlineData(null, 0)]
    public async Task A_mail_in_quarantine_and_a_reply_that_was_given_up_have_the_button_for_those_who_may(string? policy, int buttons)
    {
        var access = this.AddAuthorization();
        access.SetAuthorized("ada");
        access.SetPolicies(policy is null ? [] : [policy]);

        var inbox = Render<InboxView>();
        await inbox.WaitForElementAsync("[data-testid=mail]");
        inbox.FindAll("[data-testid=retry]").Should().HaveCount(buttons);

        var outbox = Render<OutboxView>();
        await outbox.WaitForElementAsync("[data-testid=reply]");
        outbox.FindAll("[data-testid=retry]").Should().HaveCount(buttons);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        _database.Dispose();
        foreach (var file in new[] { _file, _file + "-wal", _file + "-shm" })
            File.Delete(file);
    }
}
