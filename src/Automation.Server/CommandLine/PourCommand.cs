using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Automation.Server.CommandLine;

/// <summary>
/// <c>automation pour FOLDER --mailbox ADDRESS</c>: puts every .eml file of a folder into an emulated mailbox and waits until the desk has an outcome for each.
/// </summary>
/// <param name="connect">Makes the client for both servers; null: the ordinary one.</param>
internal sealed class PourCommand(IAnsiConsole console, TimeProvider time, Func<HttpClient>? connect = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Programs save .eml and .EML alike.</summary>
    private static readonly EnumerationOptions EveryMail = new()
    {
        RecurseSubdirectories = true,
        MatchCasing = MatchCasing.CaseInsensitive,
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
    };

    /// <summary>Exit codes: 0 every mail has its outcome, 1 some have not (yet), 2 the call was wrong or a server was not there.</summary>
    public async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        if (!PourArguments.TryParse(args, out var arguments, out var problem))
        {
            console.MarkupLineInterpolated($"[red]{problem}[/]");
            console.WriteLine(PourArguments.Usage);
            return 2;
        }

        var files = Directory.EnumerateFiles(arguments.Folder, "*.eml", EveryMail).Order(StringComparer.Ordinal).ToList();
        if (files.Count == 0)
        {
            console.MarkupLineInterpolated($"[red]There is no .eml file in {arguments.Folder} or below it.[/]");
            return 2;
        }

        using var http = connect?.Invoke() ?? new HttpClient { Timeout = TimeSpan.FromSeconds(100) };
        try
        {
            if (await WhyNotAsync(http, arguments, cancellationToken) is { } reason)
            {
                console.MarkupLineInterpolated($"[red]{reason}[/]");
                return 2;
            }

            var poured = await PutInAsync(http, arguments, files, cancellationToken);
            var outcomes = await WaitAsync(http, arguments, poured, cancellationToken);
            return Report(files.Count, poured, outcomes);
        }
        catch (HttpRequestException e)
        {
            console.MarkupLineInterpolated(
                $"[red]No answer from a server: {e.Message}[/] Start the desk first (dotnet run --project src/Automation.Server), or name it with --desk and --emulator.");
            return 2;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            console.MarkupLineInterpolated(
                $"[red]A server took the question but did not answer within {http.Timeout.TotalSeconds:0} seconds.[/] What it has taken in is safe. See whether {arguments.Desk} and {arguments.Emulator} are busy, and pour again: mails that are there already become duplicates.");
            return 2;
        }
    }

    /// <summary>Mail for a mailbox that is not there, or that no desk reads, would never get an outcome.</summary>
    private static async Task<string?> WhyNotAsync(HttpClient http, PourArguments arguments, CancellationToken cancellationToken)
    {
        var mailboxes = (await http.GetFromJsonAsync<List<MailboxAnswer>>(new Uri(arguments.Emulator, "/_emulator/mailboxes"), Json, cancellationToken))!;
        var found = mailboxes.Find(m => m.Address.Equals(arguments.Mailbox, StringComparison.OrdinalIgnoreCase));
        if (found?.Role == "desk")
            return null;
        var desks = string.Join(" or ", mailboxes.Where(m => m.Role == "desk").Select(m => m.Address));
        return found is null
            ? $"The emulator has no mailbox {arguments.Mailbox}. Use --mailbox {desks}."
            : $"{arguments.Mailbox} is a person's mailbox, which no desk reads. Use --mailbox {desks}.";
    }

    private Task<List<PouredMail>> PutInAsync(HttpClient http, PourArguments arguments, List<string> files, CancellationToken cancellationToken) =>
        Bar().StartAsync(async progress =>
        {
            var task = progress.AddTask($"Into {arguments.Mailbox}", maxValue: files.Count);
            var poured = new List<PouredMail>(files.Count);
            foreach (var file in files)
            {
                using var content = new ByteArrayContent(await File.ReadAllBytesAsync(file, cancellationToken));
                content.Headers.ContentType = new("message/rfc822");
                var url = new Uri(arguments.Emulator, $"/_emulator/mailboxes/{Uri.EscapeDataString(arguments.Mailbox)}/messages");
                using var answer = await http.PostAsync(url, content, cancellationToken);
                if (!answer.IsSuccessStatusCode)
                {
                    var text = await answer.Content.ReadAsStringAsync(cancellationToken);
                    throw new HttpRequestException(string.Create(
                        CultureInfo.InvariantCulture, $"the emulator refused {Path.GetFileName(file)} with {(int)answer.StatusCode}: {text}"));
                }

                var put = await answer.Content.ReadFromJsonAsync<PutAnswer>(Json, cancellationToken);
                poured.Add(new PouredMail(file, put!.Id));
                task.Increment(1);
            }

            return poured;
        });

    private Task<Dictionary<string, InboxEntryAnswer>> WaitAsync(
        HttpClient http, PourArguments arguments, List<PouredMail> poured, CancellationToken cancellationToken) =>
        Bar().StartAsync(async progress =>
        {
            var task = progress.AddTask("Through the desk", maxValue: poured.Count);
            var waiting = poured.Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
            var outcomes = new Dictionary<string, InboxEntryAnswer>(StringComparer.Ordinal);
            var lastChange = time.GetTimestamp();
            while (waiting.Count > 0 && time.GetElapsedTime(lastChange) < arguments.Patience)
            {
                string? cursor = null;
                do
                {
                    var url = new Uri(arguments.Desk, $"/api/inbox?mailbox={Uri.EscapeDataString(arguments.Mailbox)}&count=200{(cursor is null ? "" : $"&after={cursor}")}");
                    var page = (await http.GetFromJsonAsync<InboxAnswer>(url, Json, cancellationToken))!;
                    foreach (var item in page.Items)
                    {
                        if (item.Outcome is not null && waiting.Remove(item.MailboxItemId))
                        {
                            outcomes[item.MailboxItemId] = item;
                            lastChange = time.GetTimestamp();
                        }
                    }

                    cursor = page.Next;
                }
                while (cursor is not null && waiting.Count > 0);
                task.Value = outcomes.Count;
                if (waiting.Count > 0)
                    await Task.Delay(TimeSpan.FromMilliseconds(500), time, cancellationToken);
            }

            return outcomes;
        });

    private int Report(int files, List<PouredMail> poured, Dictionary<string, InboxEntryAnswer> outcomes)
    {
        var table = new Table().Title("What became of them").AddColumn("Outcome").AddColumn("Reason").AddColumn(new TableColumn("Mails").RightAligned());
        foreach (var group in outcomes.Values.GroupBy(x => (x.Outcome, x.Reason)).OrderBy(g => g.Key.Outcome, StringComparer.Ordinal).ThenByDescending(g => g.Count()))
            table.AddRow(group.Key.Outcome ?? "", Markup.Escape(group.Key.Reason ?? ""), group.Count().ToString(CultureInfo.InvariantCulture));
        var unknown = poured.Where(p => !outcomes.ContainsKey(p.Id)).ToList();
        if (unknown.Count > 0)
            table.AddRow("[red]No outcome yet[/]", "", unknown.Count.ToString(CultureInfo.InvariantCulture));
        console.Write(table);
        foreach (var item in outcomes.Values.Where(x => x.Outcome == "Quarantined"))
            console.MarkupLineInterpolated($"Quarantined: mail {item.Id} '{item.Subject}': {item.Explanation}");
        foreach (var mail in unknown)
            console.MarkupLineInterpolated($"[red]No outcome:[/] {mail.File}");
        console.MarkupLineInterpolated($"{files} files, {outcomes.Count} with an outcome, {unknown.Count} without.");
        return unknown.Count == 0 ? 0 : 1;
    }

    private Progress Bar() => console.Progress()
        .AutoClear(false)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn());

    private sealed record PouredMail(string File, string Id);

    private sealed record MailboxAnswer(string Address, string Role);

    private sealed record PutAnswer(string Id);

    private sealed record InboxAnswer(IReadOnlyList<InboxEntryAnswer> Items, string? Next);

    private sealed record InboxEntryAnswer(long Id, string MailboxItemId, string? Outcome, string? Reason, string? Explanation, string? Subject);
}
