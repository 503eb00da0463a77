using System.Net.Http.Json;
using System.Text.Json;

namespace Automation.EndToEnd.Harness;

/// <summary>The desk's JSON, read as any client would.</summary>
public sealed class DeskApi(HttpClient http)
{
    private const int PageSize = 200;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public Task<List<InboxEntry>> InboxAsync(CancellationToken cancellationToken) => AllAsync<InboxEntry>("/api/inbox", cancellationToken);

    public Task<List<TicketSummary>> TicketsAsync(CancellationToken cancellationToken) => AllAsync<TicketSummary>("/api/tickets", cancellationToken);

    public Task<List<OutboxEntry>> OutboxAsync(CancellationToken cancellationToken) => AllAsync<OutboxEntry>("/api/outbox", cancellationToken);

    public Task<TicketDetail> TicketAsync(string number, CancellationToken cancellationToken) =>
        GetAsync<TicketDetail>($"/api/tickets/{Uri.EscapeDataString(number)}", cancellationToken);

    /// <summary>Mails without and with an outcome, replies not yet over and over.</summary>
    public async Task<DeskCounts> CountAsync(CancellationToken cancellationToken)
    {
        var inbox = await GetAsync<InboxCounts>("/api/inbox?count=1", cancellationToken);
        var outbox = await GetAsync<OutboxCounts>("/api/outbox?count=1", cancellationToken);
        return new DeskCounts(
            inbox.Counts.Where(c => c.Outcome is null).Sum(c => c.Count),
            inbox.Counts.Where(c => c.Outcome is not null).Sum(c => c.Count),
            outbox.Counts.Where(c => !OutboxEntry.IsOver(c.State)).Sum(c => c.Count),
            outbox.Counts.Where(c => OutboxEntry.IsOver(c.State)).Sum(c => c.Count));
    }

    private async Task<List<T>> AllAsync<T>(string path, CancellationToken cancellationToken)
    {
        var all = new List<T>();
        string? cursor = null;
        do
        {
            var page = await GetAsync<Page<T>>($"{path}?count={PageSize}{(cursor is null ? "" : $"&after={cursor}")}", cancellationToken);
            all.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return all;
    }

    private async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        (await http.GetFromJsonAsync<T>(new Uri(path, UriKind.Relative), Json, cancellationToken))!;

    private sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

    private sealed record InboxCounts(IReadOnlyList<InboxCount> Counts);

    private sealed record InboxCount(string? Outcome, long Count);

    private sealed record OutboxCounts(IReadOnlyList<OutboxCount> Counts);

    private sealed record OutboxCount(string State, long Count);
}

public sealed record InboxEntry(
    long Id, string Mailbox, string MailboxItemId, string? InternetMessageId, string State, string? Outcome, string? Reason, string? Explanation, string? Ticket, string? Subject);

public sealed record TicketSummary(string Number, string Desk, string Requester, string Subject, string Status, bool DeliveryProblem, DateTimeOffset? FirstResponseDue);

public sealed record TicketDetail(TicketSummary Ticket, IReadOnlyList<TicketHappening> History, IReadOnlyList<TicketMessage> Messages);

public sealed record TicketHappening(string Kind, JsonElement Data);

public sealed record TicketMessage(string Direction, string? Sender, string? Subject, string? Text, string? Html, string? MailClass, string? SendKey, string? InternetMessageId);

public sealed record OutboxEntry(string SendKey, string Ticket, string State, string? Problem, IReadOnlyList<string> To)
{
    public static bool IsOver(string state) => state is "Sent" or "Failed";
}

/// <summary>How far the desk is.</summary>
public sealed record DeskCounts(long MailsWaiting, long MailsDone, long RepliesWaiting, long RepliesOver);
