using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Automation.EndToEnd.Harness;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Automation.EndToEnd.Journeys;

/// <summary>A rules administrator at work: write, try, replay, publish, see what it did, roll back. And an agent who corrects a ticket.</summary>
[Collection(nameof(OneServerAtATime))]
public sealed class RulesTests(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private const string Ann = "ann.lee@contoso.example";
    private const string HelpDesk = "helpdesk@contoso.example";

    /// <summary>A real mail of the corpus whose subject is "Fwd: Signed email causes file attachments".</summary>
    private const string RealMail = "raw_email2.eml";

    private const string OwnMail = "From: Nora Berg <nora@partner.example>\r\nTo: helpdesk@contoso.example\r\nSubject: Fwd: our attachments are lost\r\n\r\nHello,\r\nthe attachments of my mails do not arrive.\r\nNora\r\n";

    private const int ManyTickets = 120;

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
    public async Task A_rule_is_written_tried_replayed_published_seen_on_a_ticket_and_rolled_back()
    {
        await WriteAsync("The espresso machine leaks");
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(new Uri(_desk, "/rules/routing"));

        await WriteTheRuleAsync(page);
        await TryItAsync(page);
        await ReplayItAsync(page);
        await PublishItAsync(page);

        var number = await WriteAsync("Our espresso is cold");
        await LookAtTheTicketAsync(page, number);
        await CorrectItAsync(page, number);
        await RollBackAsync(page);
        var after = await WriteAsync("No espresso at all");
        await OpenTicketAsync(page, after);
        await Assertions.Expect(page.GetByTestId("fact-team")).ToContainTextAsync("Service Desk");
        browser.Complaints.Should().BeEmpty();
    }

    [ChromiumFact]
    public async Task The_second_of_two_writers_is_told_and_shown_the_difference()
    {
        await using var browser = await Browser.StartAsync();
        var first = await browser.OpenAsync(new Uri(_desk, "/rules/routing"));
        var second = await browser.OpenAsync(new Uri(_desk, "/rules/routing"));
        await second.Locator("[data-rule=network]").GetByTestId("rule-open").ClickAsync();
        await Assertions.Expect(second.GetByTestId("rule-form")).ToBeVisibleAsync();

        await first.Locator("[data-rule=network]").GetByTestId("move-up").ClickAsync();
        await Assertions.Expect(first.GetByTestId("draft-mark")).ToBeVisibleAsync();
        await second.GetByTestId("rule-description").FillAsync("Cables and air");
        await second.GetByTestId("rule-description").BlurAsync();
        await second.GetByTestId("rule-save").ClickAsync();

        await Assertions.Expect(second.GetByTestId("conflict")).ToContainTextAsync("Cables and air");
        await second.GetByTestId("put-mine").ClickAsync();
        await Assertions.Expect(second.GetByTestId("conflict")).ToHaveCountAsync(0);
        await Assertions.Expect(second.Locator("[data-rule=network]").GetByTestId("changed")).ToBeVisibleAsync();
        browser.Complaints.Should().BeEmpty();
    }

    [ChromiumFact]
    public async Task Clicks_in_quick_succession_all_count_and_two_who_change_different_rules_can_keep_both()
    {
        await using var browser = await Browser.StartAsync();
        var first = await browser.OpenAsync(new Uri(_desk, "/rules/category"));
        var second = await browser.OpenAsync(new Uri(_desk, "/rules/category"));
        await second.Locator("[data-rule=hardware-in-subject]").GetByTestId("rule-open").ClickAsync();
        await Assertions.Expect(second.GetByTestId("rule-form")).ToBeVisibleAsync();

        string[] switched = ["type-maintenance", "type-problem", "type-feature-request", "type-incident-in-subject", "type-request-in-subject"];
        foreach (var rule in switched)
            await first.Locator($"[data-rule={rule}] [data-testid=rule-enabled]").ClickAsync();
        for (var i = 0; i < 3; i++)
            await first.Locator("[data-rule=facilities-desk]").GetByTestId("move-up").ClickAsync();
        await Assertions.Expect(first.Locator("[data-rule=facilities-desk]")).ToHaveAttributeAsync("data-position", "5");
        var draft = await DraftAsync("category");
        draft.Where(rule => !rule.IsOn).Select(rule => rule.Name).Should().BeEquivalentTo(switched);
        draft.FindIndex(rule => rule.Name == "facilities-desk").Should().Be(4);
        foreach (var rule in switched)
            await Assertions.Expect(first.Locator($"[data-rule={rule}] [data-testid=rule-enabled]")).Not.ToBeCheckedAsync();

        // Who opened a form before is told, and as it is another rule both stand.
        await second.GetByTestId("rule-description").FillAsync("What one can touch");
        await second.GetByTestId("rule-description").BlurAsync();
        await second.GetByTestId("rule-save").ClickAsync();
        await Assertions.Expect(second.GetByTestId("can-join")).ToBeVisibleAsync();
        await second.GetByTestId("take-both").ClickAsync();
        await Assertions.Expect(second.GetByTestId("conflict")).ToHaveCountAsync(0);
        (await DraftAsync("category")).Where(rule => !rule.IsOn).Select(rule => rule.Name).Should().BeEquivalentTo(switched);

        // The first page is told of it without being touched.
        await Assertions.Expect(first.Locator("[data-rule=hardware-in-subject]").GetByTestId("changed")).ToBeVisibleAsync();
        await first.GetByTestId("only-Off").ClickAsync();
        await Assertions.Expect(first.GetByTestId("rule-row")).ToHaveCountAsync(switched.Length);
        browser.Complaints.Should().BeEmpty();
    }

    [ChromiumFact]
    public async Task Of_a_pasted_list_each_line_becomes_a_chip_and_a_set_is_deleted_and_brought_back()
    {
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(new Uri(_desk, "/rules/routing"));
        await page.GetByTestId("rule-new").ClickAsync();
        await page.GetByTestId("cond-values-input").ClickAsync();
        await PasteAsync(page, "printer\r\ntoner,\r\n\r\nfax machine\r\n");
        await Assertions.Expect(page.GetByTestId("cond-values").Locator(".chip")).ToHaveTextAsync(["printer×", "toner×", "fax machine×"]);
        await PasteAsync(page, "scanner, plotter");
        await Assertions.Expect(page.GetByTestId("cond-values").Locator(".chip")).ToHaveCountAsync(5);
        await PasteAsync(page, "one alone");
        await Assertions.Expect(page.GetByTestId("cond-values-input")).ToHaveValueAsync("one alone");
        await page.GetByTestId("rule-cancel").ClickAsync();

        await page.GetByTestId("set-new").ClickAsync();
        await page.GetByTestId("set-name").FillAsync("extras");
        await page.GetByTestId("set-make").ClickAsync();
        await Assertions.Expect(page.GetByTestId("doc-extras").GetByTestId("draft-mark")).ToBeVisibleAsync();
        await page.GetByTestId("publish-open").ClickAsync();
        await page.GetByTestId("publish-note").FillAsync("Extras");
        await page.GetByTestId("publish-confirm").ClickAsync();
        await Assertions.Expect(page.GetByTestId("doc-state")).ToContainTextAsync("Version 1 is in force");

        await page.GetByTestId("set-delete").ClickAsync();
        await page.GetByTestId("delete-note").FillAsync("Nobody needs it");
        await page.GetByTestId("delete-confirm").ClickAsync();
        await Assertions.Expect(page.GetByTestId("deleted-document")).ToContainTextAsync("was deleted");
        await Assertions.Expect(page.GetByTestId("doc-extras")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("[data-act='rules.delete']")).ToContainTextAsync("Nobody needs it");
        await page.Locator("[data-testid=version][data-version='1']").GetByTestId("roll-back").ClickAsync();
        await page.GetByTestId("roll-back-confirm").ClickAsync();
        await Assertions.Expect(page.GetByTestId("doc-state")).ToContainTextAsync("Version 2 is in force");

        await page.GotoAsync(new Uri(_desk, "/rules/priority").ToString());
        await page.GetByTestId("set-delete").ClickAsync();
        await page.GetByTestId("delete-note").FillAsync("Why not");
        await page.GetByTestId("delete-confirm").ClickAsync();
        await Assertions.Expect(page.GetByTestId("delete-problem")).ToContainTextAsync("the only one that decides the priority");
        browser.Complaints.Should().BeEmpty();
    }

    [ChromiumFact]
    public async Task A_replay_is_cancelled_on_its_way()
    {
        // So many that it takes longer than a click.
        await using (var mailboxes = EmulatedMailboxes.At(_mailboxes))
        {
            for (var i = 0; i < ManyTickets; i++)
                await mailboxes.PutInAsync(HelpDesk, LargeMail(i), default);
        }

        await UntilAsync(async () => (await Desk.TicketsAsync(default)).Count >= ManyTickets);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(new Uri(_desk, "/rules/routing?view=replay"));
        await page.GetByTestId("replay-run").ClickAsync();
        await page.GetByTestId("replay-cancel").ClickAsync();

        await Assertions.Expect(page.GetByTestId("replay-state")).ToHaveAttributeAsync("data-state", "Cancelled");
        await Assertions.Expect(page.GetByTestId("replay-state")).ToContainTextAsync("Cancelled after");
        await Assertions.Expect(page.GetByTestId("replay-run")).ToBeEnabledAsync();
        await page.GetByTestId("replay-last").FillAsync("3");
        await page.GetByTestId("replay-last").BlurAsync();
        await page.GetByTestId("replay-run").ClickAsync();
        await Assertions.Expect(page.GetByTestId("replay-summary")).ToContainTextAsync("3 tickets replayed");
        browser.Complaints.Should().BeEmpty();
    }

    private static byte[] LargeMail(int number) => System.Text.Encoding.ASCII.GetBytes(
        $"From: {Ann}\r\nTo: {HelpDesk}\r\nSubject: Large {number}\r\nMessage-ID: <large-{number}@contoso.example>\r\nDate: Fri, 27 Nov 2026 10:00:00 +0000\r\n\r\n"
        + string.Concat(Enumerable.Range(0, 40_000).Select(i => $"word{(i * 7919) + number} {(i % 12 == 11 ? "\r\n" : "")}")));

    /// <summary>As from the clipboard, which a browser without a window does not give away.</summary>
    private static async Task PasteAsync(IPage page, string text) => await page.GetByTestId("cond-values-input").EvaluateAsync(
        """
        (field, text) => {
          const data = new DataTransfer();
          data.setData('text/plain', text);
          const isTaken = !field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
          if (!isTaken) { field.value += text; field.dispatchEvent(new Event('input', { bubbles: true })); }
        }
        """,
        text);

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var clock = Stopwatch.StartNew();
        while (!await holds())
        {
            if (clock.Elapsed > TimeSpan.FromMinutes(2))
                throw new TimeoutException("It did not come about within two minutes.");
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    private static async Task WriteTheRuleAsync(IPage page)
    {
        await page.GetByTestId("rule-new").ClickAsync();
        await page.GetByTestId("rule-name").FillAsync("drinks-and-attachments");
        await page.GetByTestId("cond-values-input").FillAsync("espresso");
        await page.GetByTestId("cond-values-input").PressAsync("Enter");
        await page.GetByTestId("cond-values-input").FillAsync("attachments");
        await page.GetByTestId("cond-values-input").PressAsync("Enter");
        var form = page.GetByTestId("rule-form");
        await form.GetByTestId("outcome-add").SelectOptionAsync("team");
        await Assertions.Expect(form.GetByTestId("outcome-value")).ToBeVisibleAsync();
        await Assertions.Expect(form.GetByTestId("outcome-add")).ToHaveValueAsync("");
        await form.GetByTestId("outcome-value").SelectOptionAsync("facilities");
        await form.GetByTestId("outcome-add").SelectOptionAsync("assignee");
        await form.Locator("[data-outcome=assignee]").GetByTestId("outcome-value").SelectOptionAsync("least-busy");

        // What cannot be used is told at its field, and nothing is stored.
        await form.GetByTestId("rule-name").FillAsync("Drinks and attachments");
        await form.GetByTestId("rule-name").BlurAsync();
        await Assertions.Expect(form.GetByTestId("name-error")).ToBeVisibleAsync();
        await page.GetByTestId("rule-save").ClickAsync();
        await Assertions.Expect(form.GetByTestId("rule-problems")).ToContainTextAsync("lower case");
        await Assertions.Expect(page.GetByTestId("draft-mark")).ToHaveCountAsync(0);
        await form.GetByTestId("rule-name").FillAsync("drinks-and-attachments");
        await form.GetByTestId("rule-name").BlurAsync();
        await Assertions.Expect(form.GetByTestId("name-error")).ToHaveCountAsync(0);
        await page.GetByTestId("rule-save").ClickAsync();
        var row = page.Locator("[data-rule=drinks-and-attachments]");
        await Assertions.Expect(row.GetByTestId("changed")).ToBeVisibleAsync();
        await Assertions.Expect(row).ToHaveAttributeAsync("data-position", "1");

        // By keyboard down and by dragging up again.
        await row.GetByTestId("move-down").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(row).ToHaveAttributeAsync("data-position", "2");
        await row.DragToAsync(page.Locator("[data-rule=vip-promises]"));
        await Assertions.Expect(row).ToHaveAttributeAsync("data-position", "1");

        // By its place, and back.
        await row.GetByTestId("place").FillAsync("4");
        await row.GetByTestId("place").PressAsync("Enter");
        await Assertions.Expect(row).ToHaveAttributeAsync("data-position", "4");
        await row.GetByTestId("place").FillAsync("1");
        await row.GetByTestId("place").PressAsync("Enter");
        await Assertions.Expect(row).ToHaveAttributeAsync("data-position", "1");
    }

    private async Task<List<(string Name, bool IsOn)>> DraftAsync(string set)
    {
        using var http = new HttpClient { BaseAddress = _desk };
        var draft = await http.GetFromJsonAsync<JsonElement>($"/api/rules/{set}/draft");
        return [.. draft.GetProperty("content").GetProperty("rules").EnumerateArray()
            .Select(rule => (rule.GetProperty("name").GetString()!, !rule.TryGetProperty("enabled", out var enabled) || enabled.GetBoolean()))];
    }

    private async Task TryItAsync(IPage page)
    {
        var real = Corpus.Files.FirstOrDefault(f => Path.GetFileName(f) == RealMail);
        output.WriteLine(real is null ? "Tried on a mail of our own: there is no folder shared/mail beside the repository." : $"Tried on the real mail {RealMail}.");
        await page.GetByTestId("view-try").ClickAsync();

        // A ticket is chosen among the newest.
        var number = await page.GetByTestId("try-ticket-newest").Locator("option").Filter(new() { HasText = "The espresso machine leaks" }).GetAttributeAsync("value");
        await page.GetByTestId("try-ticket").FillAsync(number!);
        await page.GetByTestId("try-run").ClickAsync();
        await Assertions.Expect(page.GetByTestId("tried-subject")).ToHaveTextAsync("The espresso machine leaks");
        await page.GetByTestId("try-ticket").FillAsync("");

        await page.GetByTestId("try-mail").FillAsync(real is null ? OwnMail : await File.ReadAllTextAsync(real, System.Text.Encoding.Latin1));
        await page.GetByTestId("try-mail").BlurAsync();
        await page.GetByTestId("try-run").ClickAsync();
        await Assertions.Expect(page.GetByTestId("tried-team")).ToContainTextAsync("Facilities");
        await Assertions.Expect(page.GetByTestId("tried-subject").Locator("mark").Filter(new() { HasText = "attachments" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByTestId("try-trace").Locator("[data-result=Hit]").First).ToBeVisibleAsync();
        await page.GetByTestId("try-trace").GetByTestId("trace-others").First.ClickAsync();
        await Assertions.Expect(page.GetByTestId("try-trace").Locator("[data-result=Missed]").First).ToBeVisibleAsync();
        await page.GetByTestId("try-why-team").ClickAsync();
        await Assertions.Expect(page.GetByTestId("why-rule")).ToContainTextAsync("drinks-and-attachments");
        await Assertions.Expect(page.GetByTestId("tried-beyond")).ToHaveCountAsync(0);

        // Of a text that is longer than what rules on it get to see, that is said.
        // One long line: Chromium takes half a minute on a busy machine to put two thousand lines into a field.
        await page.GetByTestId("try-mail").FillAsync("Hello,\n" + string.Concat(Enumerable.Repeat("all is well here ", 2_000)) + "espresso");
        await page.GetByTestId("try-mail").BlurAsync();
        await page.GetByTestId("try-run").ClickAsync();
        await Assertions.Expect(page.GetByTestId("tried-beyond")).ToHaveTextAsync("Rules on “new text” see its first 32,000 characters; 2,015 after them were not looked at. “whole text” reaches further.");
    }

    private async Task ReplayItAsync(IPage page)
    {
        await page.GetByTestId("view-replay").ClickAsync();
        await page.GetByTestId("replay-run").ClickAsync();
        await Assertions.Expect(page.GetByTestId("replay-summary")).ToBeVisibleAsync(new() { Timeout = (float)Patience.TotalMilliseconds });
        output.WriteLine(await page.GetByTestId("replay-summary").InnerTextAsync());
        await Assertions.Expect(page.Locator("[data-testid=replay-outcome][data-outcome=team]").GetByTestId("move")).ToContainTextAsync("Service Desk → Facilities");
        await page.GetByTestId("replay-traces").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "team, now" }).GetByTestId("why-rule")).ToContainTextAsync("default");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "team, with the drafts" }).GetByTestId("why-rule")).ToContainTextAsync("drinks-and-attachments");
    }

    private static async Task PublishItAsync(IPage page)
    {
        await page.GetByTestId("publish-open").ClickAsync();
        await Assertions.Expect(page.GetByTestId("publish-panel")).ToContainTextAsync("drinks-and-attachments");
        await Assertions.Expect(page.GetByTestId("publish-confirm")).ToBeDisabledAsync();
        await page.GetByTestId("publish-note").FillAsync("Facilities look after the kitchen");
        await page.GetByTestId("publish-confirm").ClickAsync();
        await Assertions.Expect(page.GetByTestId("told")).ToContainTextAsync("Published");
        await Assertions.Expect(page.GetByTestId("doc-state")).ToContainTextAsync("Version 2 is in force");
    }

    private async Task LookAtTheTicketAsync(IPage page, string number)
    {
        await OpenTicketAsync(page, number);
        await Assertions.Expect(page.GetByTestId("fact-team")).ToContainTextAsync("Facilities");
        await page.GetByTestId("why-team").ClickAsync();
        await Assertions.Expect(page.GetByTestId("why-rule")).ToContainTextAsync("drinks-and-attachments");
        await Assertions.Expect(page.GetByTestId("why-decider")).ToContainTextAsync("version 2");
        await Assertions.Expect(page.GetByTestId("match")).ToContainTextAsync("espresso");
        await page.GetByTestId("why-all").ClickAsync();
        await Assertions.Expect(page.GetByTestId("why").Locator("[data-testid=rule][data-result=Missed]").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByTestId("fact-assignee")).ToContainTextAsync("fred.agent@contoso.example");
    }

    private static async Task CorrectItAsync(IPage page, string number)
    {
        await page.GetByTestId("correct-team").ClickAsync();
        await page.GetByTestId("correction-value").SelectOptionAsync("network");
        await page.GetByTestId("correction-save").ClickAsync();
        await Assertions.Expect(page.GetByTestId("fact-team")).ToContainTextAsync("Network");
        await Assertions.Expect(page.Locator("[data-kind=classification-corrected]")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByTestId("why-corrected")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByTestId("fact-assignee")).ToContainTextAsync("nina.agent@contoso.example");

        await page.GetByTestId("make-rule-team").ClickAsync();
        await Assertions.Expect(page.GetByTestId("proposal-reason")).ToContainTextAsync(number);
        var form = page.GetByTestId("rule-form");
        await Assertions.Expect(form.GetByTestId("outcome-value")).ToHaveValueAsync("network");
        await Assertions.Expect(form.GetByTestId("cond-values")).ToContainTextAsync("espresso");
        await form.GetByTestId("rule-cancel").ClickAsync();
    }

    private static async Task RollBackAsync(IPage page)
    {
        await page.GetByTestId("view-history").ClickAsync();
        await page.Locator("[data-testid=version][data-version='2']").GetByTestId("version-diff").ClickAsync();
        await Assertions.Expect(page.GetByTestId("rule-difference")).ToContainTextAsync("drinks-and-attachments");
        await page.Locator("[data-testid=version][data-version='1']").GetByTestId("roll-back").ClickAsync();
        await page.GetByTestId("roll-back-confirm").ClickAsync();
        await Assertions.Expect(page.Locator("[data-testid=version][data-version='3']").GetByTestId("in-force")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-act='rules.roll-back']")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-act='rules.publish']")).ToBeVisibleAsync();
    }

    private async Task OpenTicketAsync(IPage page, string number)
    {
        await page.GotoAsync(new Uri(_desk, $"/tickets/{number}").ToString());
        await Assertions.Expect(page.GetByTestId("number")).ToHaveTextAsync(number);
    }

    /// <summary>Writes a mail as Ann; the number of the ticket it became.</summary>
    private async Task<string> WriteAsync(string subject)
    {
        await using var mailboxes = EmulatedMailboxes.At(_mailboxes);
        await mailboxes.WriteAsync(Ann, HelpDesk, subject, "Please have a look.", default);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Patience)
        {
            if ((await Desk.TicketsAsync(default)).Find(t => t.Subject == subject) is { } ticket)
                return ticket.Number;
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"No ticket '{subject}' within {Patience}."));
    }
}
