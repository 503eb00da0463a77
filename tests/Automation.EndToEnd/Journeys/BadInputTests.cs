using System.Text;
using Automation.EndToEnd.Harness;
using Xunit.Abstractions;

namespace Automation.EndToEnd.Journeys;

/// <summary>What is wrong with real mail, through the mailbox, the Graph SDK and the whole desk: each mail ends by name, and the mailbox goes on.</summary>
[Collection(nameof(OneServerAtATime))]
public sealed class BadInputTests(ITestOutputHelper output)
{
    private const string HelpDesk = "helpdesk@contoso.example";
    private const string Facilities = "facilities@contoso.example";

    [Fact]
    public async Task Every_bad_mail_ends_by_name_and_the_mail_after_it_becomes_a_ticket()
    {
        using var folder = new ScratchFolder();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        await using var mailboxes = await EmulatedMailboxes.StartAsync(seed: 1, patience.Token);
        await using var server = ServerProcess.Start(new ServerSettings(FreePort.Url(), mailboxes.Url, folder.Path) { More = ["--Automation:Mailboxes:PollSeconds", "1"] });
        await server.WaitUntilReadyAsync(TimeSpan.FromMinutes(2), patience.Token);

        var expected = new Dictionary<string, (string Name, string Outcome)>(StringComparer.Ordinal);
        foreach (var (name, mailbox, mail, outcome) in Mails())
            expected[await mailboxes.PutInAsync(mailbox, mail, patience.Token)] = (name, outcome);
        var last = await mailboxes.PutInAsync(HelpDesk, Mail("After all of them"), patience.Token);
        expected[last] = ("the mail after them", "Ticket:new-ticket");

        List<InboxEntry> inbox;
        while ((inbox = await server.Desk.InboxAsync(patience.Token)).Count < expected.Count || inbox.Exists(e => e.Outcome is null))
            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token);

        foreach (var entry in inbox)
            output.WriteLine($"{expected[entry.MailboxItemId].Name}: {entry.Outcome}, {entry.Reason}, {entry.Ticket}");
        inbox.Select(e => (expected[e.MailboxItemId].Name, $"{e.Outcome}:{e.Reason}")).Should().BeEquivalentTo(expected.Values);
        var hostile = await server.Desk.TicketAsync(inbox.Single(e => expected[e.MailboxItemId].Name == "hostile HTML").Ticket!, patience.Token);
        hostile.Messages.Single(m => m.Direction == "Incoming").Html.Should().Contain("Harmless").And.NotContainAny("<script", "onerror", "javascript:");
        var big = await server.Desk.TicketAsync(inbox.Single(e => expected[e.MailboxItemId].Name == "40 MB").Ticket!, patience.Token);
        big.Messages.Should().Contain(m => m.Text!.Contains("See the picture."));
    }

    private static IEnumerable<(string Name, string Mailbox, byte[] Mail, string Outcome)> Mails()
    {
        var noise = new byte[4000];
        new Random(4711).NextBytes(noise);
        const string Ticket = "Ticket:new-ticket";
        yield return ("no mail at all", HelpDesk, noise, Ticket);
        yield return ("0 bytes", HelpDesk, [], Ticket);
        yield return ("40 MB", HelpDesk, Large(), Ticket);
        yield return ("1,000 recipients", HelpDesk, Mail("Many", [$"Cc: {string.Join(",\r\n ", Enumerable.Range(0, 1000).Select(i => $"person{i}@contoso.example"))}"]), Ticket);
        yield return ("10,000 lines of References", HelpDesk, Mail("References", [$"References: {string.Join("\r\n ", Enumerable.Range(0, 10_000).Select(i => $"<old{i}@mail.example>"))}"]), Ticket);
        yield return ("no such charset", HelpDesk, Mail("Charset", ["Content-Type: text/plain; charset=x-no-such"]), Ticket);
        yield return ("NUL bytes", HelpDesk, Encoding.Latin1.GetBytes(Encoding.ASCII.GetString(Mail("Pri\0nter")).Replace("look", "lo\0ok", StringComparison.Ordinal)), Ticket);
        yield return ("an invalid date", HelpDesk, Mail("Date", ["Date: Mon, 99 Foo 2026 99:99:99 +9999"]), Ticket);
        yield return ("no From", HelpDesk, Encoding.ASCII.GetBytes($"To: <{HelpDesk}>\r\nSubject: From nobody\r\n\r\nHello?\r\n"), Ticket);
        yield return ("hostile HTML", HelpDesk, Mail("Hostile", ["Content-Type: text/html; charset=utf-8"], "<p>Harmless<img src=x onerror=alert(1)><script>alert(2)</script><a href=\"javascript:alert(3)\">x</a></p>"), Ticket);
        yield return ("a Message-ID", HelpDesk, Mail("Twice", ["Message-ID: <twice@contoso.example>"]), Ticket);
        yield return ("the same Message-ID in the same desk", HelpDesk, Mail("Twice", ["Message-ID: <twice@contoso.example>"]), "Ignored:duplicate");
        yield return ("the same Message-ID in another desk", Facilities, Mail("Twice", ["Message-ID: <twice@contoso.example>"]), Ticket);
        var withoutId = Mail("No id");
        yield return ("no Message-ID", HelpDesk, withoutId, Ticket);
    }

    private static byte[] Large()
    {
        var content = new byte[30_000_000];
        new Random(1).NextBytes(content);
        return Mail("Large", ["Content-Type: multipart/mixed; boundary=b"], $"""
            --b
            Content-Type: text/plain

            See the picture.
            --b
            Content-Type: image/png; name=big.png
            Content-Disposition: attachment; filename=big.png
            Content-Transfer-Encoding: base64

            {Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks)}
            --b--
            """.ReplaceLineEndings("\r\n"));
    }

    private static byte[] Mail(string subject, IReadOnlyList<string>? headers = null, string body = "Please look at it.")
    {
        var all = new List<string> { "From: Ann Lee <ann.lee@contoso.example>", $"To: <{HelpDesk}>", $"Subject: {subject}", "MIME-Version: 1.0" };
        all.AddRange(headers ?? []);
        if (!all.Exists(h => h.StartsWith("Date:", StringComparison.Ordinal)))
            all.Add("Date: Mon, 2 Mar 2026 08:00:00 +0000");
        return Encoding.ASCII.GetBytes($"{string.Join("\r\n", all)}\r\n\r\n{body}\r\n");
    }
}
