using System.Diagnostics;
using System.Globalization;
using Automation.EndToEnd.Harness;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Automation.EndToEnd.Journeys;

/// <summary>What somebody sees who starts the program for the first time and writes a mail.</summary>
[Collection(nameof(OneServerAtATime))]
public sealed class NewUserTests(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private const string Ann = "ann.lee@contoso.example";
    private const string AnnsZone = "Europe/London";
    private const string Bob = "bob.novak@contoso.example";
    private const string HelpDesk = "helpdesk@contoso.example";
    private const string Subject = "The projector in room 4 stays dark";

    /// <summary>The promise: a mail is a ticket on the list within two seconds.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ScratchFolder _folder = new();
    private readonly Uri _desk = FreePort.Url();
    private readonly Uri _mailboxes = FreePort.Url();
    private ServerProcess? _server;

    private DeskApi Desk => _server!.Desk;

    public async Task InitializeAsync()
    {
        if (Browser.WhyNot is not null)
            return;
        _server = ServerProcess.Start(new ServerSettings(_desk, _mailboxes, _folder.Path) { StartsEmulator = true });
        await _server.WaitUntilReadyAsync(TimeSpan.FromMinutes(2), CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    /// <summary>After <see cref="DisposeAsync"/>: the server must be gone before its folder.</summary>
    public void Dispose() => _folder.Dispose();

    [ChromiumFact]
    public async Task A_mail_becomes_a_ticket_is_acknowledged_followed_up_answered_by_a_machine_and_bounced()
    {
        await WriteTheFirstMailAsync();
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(_mailboxes);

        var clock = await WriteAsync(page);
        var ticket = await TicketAsync(Subject);
        var took = clock.Elapsed;
        Tell($"The ticket {ticket.Number} was there {took.TotalSeconds:0.00} s after the click on Send.");
        took.Should().BeLessThan(Promised);
        ticket.Requester.Should().Be(Ann);
        await LookAtTheListAsync(browser, ticket.Number);

        await ReadAcknowledgementAsync(page, ticket.Number);
        await ReplyAsync(page, ticket.Number);
        await AnswerAutomaticallyAsync(page, ticket.Number);
        await BounceAsync(page, ticket.Number);

        (await Desk.TicketsAsync(default)).Should().ContainSingle(t => t.Requester == Ann);
        (await Desk.OutboxAsync(default)).Should().ContainSingle(x => x.To.Contains(Ann), "neither the reply nor a machine's mail is acknowledged");
        browser.Complaints.Should().BeEmpty();
    }

    /// <summary>The first mail of a new process pays for compiling all the code it runs through; how long that takes is told, the promise is kept from then on.</summary>
    private async Task WriteTheFirstMailAsync()
    {
        const string First = "Where is the toner kept?";
        await using var mailboxes = EmulatedMailboxes.At(_mailboxes);
        var clock = Stopwatch.StartNew();
        await mailboxes.WriteAsync(Bob, HelpDesk, First, "I could not find any on our floor.", default);
        await TicketAsync(First);
        Tell($"The first mail of this process was a ticket after {clock.Elapsed.TotalSeconds:0.00} s.");
    }

    private Task<TicketSummary> TicketAsync(string subject) =>
        UntilAsync("the ticket is in the list", async () => (await Desk.TicketsAsync(default)).Find(t => t.Subject == subject));

    private void Tell(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static async Task<Stopwatch> WriteAsync(IPage page)
    {
        await page.GetByTestId("user-select").SelectOptionAsync(Ann);
        await page.GetByTestId("compose-open").ClickAsync();
        await page.GetByTestId("compose-to").FillAsync(HelpDesk);
        await page.GetByTestId("compose-subject").FillAsync(Subject);
        await page.GetByTestId("compose-body").FillAsync("Hello,\nthe projector shows nothing since this morning. The lamp is on.\nAnn");
        await page.GetByTestId("compose-send").ClickAsync();
        return Stopwatch.StartNew();
    }

    private async Task LookAtTheListAsync(Browser browser, string number)
    {
        var page = await browser.OpenAsync(new Uri(_desk, "/tickets"));
        await Assertions.Expect(page.GetByTestId("ticket-row").Filter(new LocatorFilterOptions { HasText = number })).ToBeVisibleAsync();
        await page.CloseAsync();
    }

    /// <summary>The number in the subject, and in the text by when somebody answers, in Ann's own time.</summary>
    private async Task ReadAcknowledgementAsync(IPage page, string number)
    {
        var received = page.Locator("[data-testid=message][data-own=false]");
        await Assertions.Expect(received.GetByTestId("message-subject")).ToContainTextAsync($"[{number}]", new() { Timeout = (float)Patience.TotalMilliseconds });
        var text = await received.FrameLocator("[data-testid=message-body]").Locator("body").InnerTextAsync();
        output.WriteLine(text);
        text.Should().Contain($"[{number}]").And.Contain(Subject);
        var due = (await Desk.TicketAsync(number, default)).Ticket.FirstResponseDue;
        due.Should().NotBeNull();
        var local = TimeZoneInfo.ConvertTime(due!.Value, TimeZoneInfo.FindSystemTimeZoneById(AnnsZone));
        text.Should().Contain("Answer by").And.Contain(local.ToString("d MMMM", CultureInfo.InvariantCulture)).And.Contain(local.ToString("HH:mm", CultureInfo.InvariantCulture));
    }

    private async Task ReplyAsync(IPage page, string number)
    {
        await page.GetByTestId("reply-open").ClickAsync();
        await page.GetByTestId("reply-body").FillAsync("It works again in the other room.");
        await page.GetByTestId("reply-send").ClickAsync();
        var detail = await UntilAsync("the reply is on the ticket", async () =>
            await Desk.TicketAsync(number, default) is var d && d.Messages.Count(m => m.Direction == "Incoming") == 2 ? d : null);
        detail.Messages.Should().Contain(m => m.Direction == "Incoming" && m.Text!.Contains("It works again in the other room."));
    }

    private async Task AnswerAutomaticallyAsync(IPage page, string number)
    {
        await page.GetByTestId("out-of-office").ClickAsync();
        var detail = await UntilAsync("the out-of-office answer is on the ticket", async () =>
            await Desk.TicketAsync(number, default) is var d && d.History.Any(h => h.Kind == "automatic-mail-received") ? d : null);
        detail.Messages.Should().ContainSingle(m => m.MailClass == "AutoReply");
    }

    private async Task BounceAsync(IPage page, string number)
    {
        await page.GetByTestId("bounce").ClickAsync();
        var detail = await UntilAsync("the bounce is on the ticket", async () =>
            await Desk.TicketAsync(number, default) is var d && d.History.Any(h => h.Kind == "delivery-failed") ? d : null);
        detail.Messages.Should().ContainSingle(m => m.MailClass == "Bounce");
        detail.Ticket.DeliveryProblem.Should().BeTrue();
    }

    private static async Task<T> UntilAsync<T>(string what, Func<Task<T?>> look)
        where T : class
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Patience)
        {
            if (await look() is { } found)
                return found;
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        throw new TimeoutException($"Not within {Patience}: {what}.");
    }
}
