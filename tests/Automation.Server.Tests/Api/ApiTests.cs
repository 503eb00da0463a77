using System.Net;
using System.Net.Http.Json;
using Automation.Server.Tests.Desk;
using Automation.Storage.Mailboxes;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Server.Tests.Api;

public sealed class ApiTests(PouredDesk poured) : IClassFixture<PouredDesk>
{
    private RunningDesk Desk => poured.Desk;

    [Fact]
    public async Task Tickets_come_in_pages_newest_first_and_each_once()
    {
        var numbers = new List<string>();
        string? next = null;
        do
        {
            var (status, page) = await Desk.GetAsync($"/api/tickets?count=2{(next is null ? "" : $"&after={next}")}");
            status.Should().Be(HttpStatusCode.OK);
            numbers.AddRange(page.GetProperty("items").EnumerateArray().Select(t => t.GetProperty("number").GetString()!));
            next = page.TryGetProperty("next", out var cursor) ? cursor.GetString() : null;
        }
        while (next is not null);
        numbers.Should().Equal("HD-5", "HD-4", "HD-3", "HD-2", "HD-1");
    }

    [Theory]
    [InlineData("HD-1")]
    [InlineData("hd-1")]
    [InlineData("1")]
    public async Task A_ticket_is_shown_with_history_and_messages(string number)
    {
        var (status, body) = await Desk.GetAsync($"/api/tickets/{number}");
        status.Should().Be(HttpStatusCode.OK);
        body.GetProperty("ticket").GetProperty("number").GetString().Should().Be("HD-1");
        body.GetProperty("history").EnumerateArray().Select(e => e.GetProperty("kind").GetString()).Should()
            .ContainInOrder("opened", "message-received", "rules-applied", "service-level-set", "reply-queued");
        var incoming = body.GetProperty("messages").EnumerateArray().Single(m => m.GetProperty("direction").GetString() == "Incoming");
        incoming.GetProperty("text").GetString().Should().Contain("It does not work.");
        incoming.GetProperty("sender").GetString().Should().Be("ann.lee@contoso.example");
        body.GetProperty("decisions").GetArrayLength().Should().Be(1);
    }

    [Theory]
    [InlineData("/api/tickets?count=0", "count")]
    [InlineData("/api/tickets?count=201", "count")]
    [InlineData("/api/tickets?count=many", "count")]
    [InlineData("/api/tickets?after=x", "after")]
    [InlineData("/api/tickets?after=-1", "after")]
    [InlineData("/api/tickets?status=sleeping", "status")]
    [InlineData("/api/tickets?status=99", "status")]
    [InlineData("/api/tickets/HD-x", "number")]
    [InlineData("/api/inbox?count=0", "count")]
    [InlineData("/api/inbox?after=x", "after")]
    [InlineData("/api/inbox?outcome=lost", "outcome")]
    [InlineData("/api/outbox?count=999", "count")]
    [InlineData("/api/outbox?after=x", "after")]
    public async Task A_bad_value_is_refused_and_the_parameter_named(string path, string parameter)
    {
        var (status, body) = await Desk.GetAsync(path);
        status.Should().Be(HttpStatusCode.BadRequest);
        body.GetProperty("title").GetString().Should().Contain($"'{parameter}'");
        body.GetProperty("detail").GetString().Should().NotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("/api/tickets/HD-999", "HD-999")]
    [InlineData("/api/inbox/999/raw", "999")]
    [InlineData("/api/attachments/5ad6a8f2-0a39-4f2b-9a3f-6c61a2a51d2d", "attachment")]
    public async Task What_is_not_there_is_not_found_in_words(string path, string words)
    {
        var (status, body) = await Desk.GetAsync(path);
        status.Should().Be(HttpStatusCode.NotFound);
        body.GetProperty("detail").GetString().Should().Contain(words);
    }

    [Theory]
    [InlineData("/api/outbox/1/retry", "Reply 1 was not given up")]
    [InlineData("/api/inbox/1/retry", "Mail 1 is not in quarantine")]
    public async Task What_needs_no_second_try_is_refused_in_words(string path, string words)
    {
        using var answer = await Desk.Http.PostAsync(path, null);
        answer.StatusCode.Should().Be(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).Should().Contain(words);
    }

    [Fact]
    public async Task Counts_are_of_the_mailbox_that_was_asked_for()
    {
        var (_, all) = await Desk.GetAsync("/api/inbox?count=1");
        var (_, none) = await Desk.GetAsync("/api/inbox?count=1&mailbox=Nobody@contoso.example");
        all.GetProperty("counts").GetArrayLength().Should().BePositive();
        none.GetProperty("counts").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Filters_by_status_and_search_narrow_the_list()
    {
        (await CountAsync("/api/tickets?status=new")).Should().Be(PouredDesk.Tickets);
        (await CountAsync("/api/tickets?status=closed")).Should().Be(0);
        (await CountAsync("/api/tickets?search=printer%203")).Should().Be(1);

        async Task<int> CountAsync(string path) => (await Desk.GetAsync(path)).Body.GetProperty("items").GetArrayLength();
    }

    [Fact]
    public async Task The_inbox_shows_every_mail_with_its_outcome_and_the_counts()
    {
        var (_, body) = await Desk.GetAsync("/api/inbox");
        var count = body.GetProperty("counts").EnumerateArray().Single();
        count.GetProperty("outcome").GetString().Should().Be("Ticket");
        count.GetProperty("reason").GetString().Should().Be("new-ticket");
        count.GetProperty("count").GetInt32().Should().Be(PouredDesk.Tickets);
        var item = body.GetProperty("items").EnumerateArray().First();
        item.GetProperty("ticket").GetString().Should().Be("HD-5");
        item.GetProperty("explanation").GetString().Should().Be("Opened HD-5.");
        (await Desk.Http.GetStringAsync(new Uri($"/api/inbox/{item.GetProperty("id").GetInt64()}/raw", UriKind.Relative))).Should().Contain("Printer 5");
        using var retry = await Desk.Http.PostAsync(new Uri($"/api/inbox/{item.GetProperty("id").GetInt64()}/retry", UriKind.Relative), null);
        retry.StatusCode.Should().Be(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task The_outbox_shows_every_reply_and_each_is_sent()
    {
        var (_, body) = await Desk.UntilAsync(
            "/api/outbox",
            (_, b) => b.GetProperty("counts").EnumerateArray().All(c => c.GetProperty("state").GetString() is "Sent" or "Accepted"));
        var items = body.GetProperty("items").EnumerateArray().ToList();
        items.Select(i => i.GetProperty("sendKey").GetString()).Should().BeEquivalentTo(Enumerable.Range(1, 5).Select(i => $"HD-{i}:acknowledgement:1"));
        items.Should().AllSatisfy(i => i.GetProperty("to")[0].GetString().Should().Be("ann.lee@contoso.example"));
    }

    [Fact]
    public async Task A_healthy_desk_is_live_and_ready_and_tells_how_its_folders_fare()
    {
        (await Desk.GetAsync("/health/live")).Status.Should().Be(HttpStatusCode.OK);
        (await Desk.GetAsync("/health/ready")).Status.Should().Be(HttpStatusCode.OK);
        var (_, detail) = await Desk.GetAsync("/api/health");
        detail.GetProperty("problems").GetArrayLength().Should().Be(0);
        detail.GetProperty("waiting").GetInt64().Should().Be(0);
        detail.GetProperty("folders").EnumerateArray().Should().Contain(f => f.GetProperty("mailbox").GetString() == RunningDesk.HelpDesk);
    }

    [Fact]
    public async Task The_notification_address_answers_the_handshake_with_the_token_and_nothing_else()
    {
        using var answer = await Desk.Http.PostAsync(new Uri("/graph/notifications?validationToken=a%20token%3Cb%3E", UriKind.Relative), null);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("text/plain");
        (await answer.Content.ReadAsStringAsync()).Should().Be("a token<b>");
    }

    [Fact]
    public async Task A_notification_that_does_not_know_our_secret_changes_nothing_and_one_that_does_is_believed()
    {
        var store = Desk.Services.GetRequiredService<SubscriptionStore>();
        var subscription = await SubscriptionAsync(store, _ => true);
        (await PostAsync(subscription.Id, "guessed")).Should().Be(HttpStatusCode.Accepted);
        (await store.ListAsync(default)).Should().Contain(s => s.Id == subscription.Id);
        (await PostAsync("unknown", subscription.ClientState)).Should().Be(HttpStatusCode.Accepted);

        (await PostAsync(subscription.Id, subscription.ClientState)).Should().Be(HttpStatusCode.Accepted);
        (await store.ListAsync(default)).Should().NotContain(s => s.Id == subscription.Id);
        await SubscriptionAsync(store, s => s.Id != subscription.Id);
    }

    [Fact]
    public async Task A_mailbox_that_asks_to_confirm_a_subscription_gets_it_renewed_at_once()
    {
        var store = Desk.Services.GetRequiredService<SubscriptionStore>();
        var before = await SubscriptionAsync(store, _ => true, "facilities@contoso.example");

        // Graph's times have whole seconds: one that was made and renewed within a second would look the same, so this one is aged first.
        before.ExpiresAt -= TimeSpan.FromHours(1);
        await store.PutAsync(before, CancellationToken.None);
        (await PostAsync(before.Id, before.ClientState, "reauthorizationRequired")).Should().Be(HttpStatusCode.Accepted);
        await SubscriptionAsync(store, s => s.Id == before.Id && s.ExpiresAt > before.ExpiresAt, "facilities@contoso.example");
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{\"value\": 7}")]
    public async Task A_notification_that_makes_no_sense_does_no_harm(string body)
    {
        using var content = new StringContent(body);
        using var answer = await Desk.Http.PostAsync(new Uri("/graph/notifications", UriKind.Relative), content);
        answer.StatusCode.Should().Be(HttpStatusCode.Accepted);
    }

    private async Task<HttpStatusCode> PostAsync(string id, string clientState, string happening = "subscriptionRemoved")
    {
        using var answer = await Desk.Http.PostAsJsonAsync(
            new Uri("/graph/lifecycle", UriKind.Relative),
            new { value = new[] { new { subscriptionId = id, clientState, lifecycleEvent = happening, tenantId = "t", subscriptionExpirationDateTime = DateTimeOffset.UtcNow.AddHours(1) } } });
        return answer.StatusCode;
    }

    private static async Task<SubscriptionRow> SubscriptionAsync(SubscriptionStore store, Func<SubscriptionRow, bool> wanted, string mailbox = RunningDesk.HelpDesk)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if ((await store.ListAsync(patience.Token)).FirstOrDefault(s => s.Mailbox == mailbox && wanted(s)) is { } found)
                return found;
            await Task.Delay(50, patience.Token);
        }
    }
}
