using Automation.Graph.Connection;
using Automation.Mail.Mailboxes;
using Automation.Mail.Sending;

namespace Automation.Graph.Tests.Connection;

public class ConnectionTests
{
    private const string Page = """{"value":[],"@odata.deltaLink":"http://x/"}""";
    private static readonly MailFolder Inbox = new("desk@contoso.example", "inbox");

    [Fact]
    public async Task A_send_whose_connection_ends_without_an_answer_is_not_repeated_by_any_layer_and_its_outcome_is_unknown()
    {
        await using var server = new BluntServer(line => line.Contains("/send", StringComparison.Ordinal) ? null : BluntServer.Json(Page));
        using var graph = Graph(server.Url);
        // First a request that goes well, so that the send travels on a connection in use, the case in which .NET repeats by itself.
        await graph.Source.ReadPageAsync(Inbox, null, null, CancellationToken.None);

        var answer = await graph.Sender.SendDraftAsync(Inbox.Mailbox, "draft", CancellationToken.None);

        answer.Result.Should().Be(SendResult.Unknown);
        server.Requests.Where(r => r.Contains("/send", StringComparison.Ordinal)).Should().ContainSingle();
    }

    [Fact]
    public async Task A_send_that_takes_too_long_is_unknown()
    {
        var never = new ScriptedNetwork(async (_, cancelled) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancelled);
            throw new InvalidOperationException();
        });
        using var graph = Graph(new Uri("http://127.0.0.1:9/v1.0"), never, o => o with { RequestTimeout = TimeSpan.FromSeconds(100) });

        var answer = await graph.Sender.SendDraftAsync(Inbox.Mailbox, "draft", CancellationToken.None);

        answer.Result.Should().Be(SendResult.Unknown);
        never.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_send_that_never_got_a_connection_was_surely_not_made()
    {
        Uri nobody;
        await using (var server = new BluntServer(_ => null))
            nobody = server.Url;
        using var graph = Graph(nobody);

        var answer = await graph.Sender.SendDraftAsync(Inbox.Mailbox, "draft", CancellationToken.None);

        answer.Result.Should().Be(SendResult.Throttled);
        answer.Problem.Should().Contain("no connection");
    }

    [Theory]
    [InlineData(202, SendResult.Accepted)]
    [InlineData(400, SendResult.Refused)]
    [InlineData(401, SendResult.Throttled)]
    [InlineData(403, SendResult.Refused, "ErrorSendAsDenied")]
    [InlineData(403, SendResult.Throttled, "ErrorAccessDenied")]
    [InlineData(404, SendResult.DraftGone, "ErrorItemNotFound")]
    [InlineData(404, SendResult.Throttled, "MailboxNotEnabledForRESTAPI")]
    [InlineData(408, SendResult.Unknown)]
    [InlineData(429, SendResult.Throttled)]
    [InlineData(500, SendResult.Unknown)]
    [InlineData(502, SendResult.Unknown)]
    [InlineData(503, SendResult.Unknown)]
    [InlineData(504, SendResult.Unknown)]
    public async Task Each_answer_to_a_send_is_told_once_and_never_asked_again(int status, SendResult expected, string code = "X")
    {
        var network = new ScriptedNetwork((_, _) => Task.FromResult(ScriptedNetwork.Answer(status, $$"""{"error":{"code":"{{code}}","message":"y"} }""", ("Retry-After", "3"))));
        using var graph = Graph(new Uri("http://127.0.0.1:9/v1.0"), network);

        var answer = await graph.Sender.SendDraftAsync(Inbox.Mailbox, "draft", CancellationToken.None);

        answer.Result.Should().Be(expected);
        network.Requests.Should().ContainSingle();
        if (expected == SendResult.Throttled)
            answer.RetryAfter.Should().Be(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Every_page_asks_for_stable_ids_html_and_its_size_and_only_the_first_for_its_fields()
    {
        var network = new ScriptedNetwork((_, _) => Task.FromResult(ScriptedNetwork.Answer(200, Page)));
        using var graph = Graph(new Uri("http://127.0.0.1:9/v1.0"), network);

        await graph.Source.ReadPageAsync(Inbox, null, new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(1)), CancellationToken.None);
        await graph.Source.ReadPageAsync(Inbox, "http://127.0.0.1:9/v1.0/users/d/mailFolders('inbox')/messages/delta?$skiptoken=a%2Bb", null, CancellationToken.None);

        network.Requests.Should().OnlyContain(r => r.Prefer == "IdType=\"ImmutableId\", outlook.body-content-type=\"html\", odata.maxpagesize=200");
        network.Requests.Should().OnlyContain(r => r.Authorization == "Bearer secret");
        var first = Uri.UnescapeDataString(network.Requests[0].Url);
        first.Should().Contain("$select=id,internetMessageId,").And.Contain("internetMessageHeaders").And.NotContain("isRead")
            .And.Contain("$expand=singleValueExtendedProperties($filter=id eq 'String {00020329-0000-0000-C000-000000000046} Name HelpDeskSendKey')")
            .And.Contain("$filter=receivedDateTime ge 2026-03-02T08:00:00Z");
        network.Requests[1].Url.Should().EndWith("$skiptoken=a%2Bb");
    }

    [Fact]
    public async Task A_refusal_that_may_come_from_parallel_requests_is_believed_only_when_alone()
    {
        var inFlight = 0;
        var network = new ScriptedNetwork(async (_, _) =>
        {
            var company = Interlocked.Increment(ref inFlight);
            await Task.Yield();
            company = Math.Max(company, Volatile.Read(ref inFlight));
            Interlocked.Decrement(ref inFlight);
            return company > 1 ? ScriptedNetwork.Answer(403, """{"error":{"code":"ErrorAccessDenied","message":"Access is denied."}}""") : ScriptedNetwork.Answer(200, Page);
        });
        using var graph = Graph(new Uri("http://127.0.0.1:9/v1.0"), network);

        var reading = Enumerable.Range(0, 40).Select(i => graph.Source.ReadPageAsync(new MailFolder($"desk{i % 5}@contoso.example", "inbox"), null, null, CancellationToken.None));

        (await Task.WhenAll(reading)).Should().HaveCount(40);
    }

    [Fact]
    public async Task A_page_that_is_cut_off_or_no_page_is_trouble_for_later_and_not_a_crash()
    {
        foreach (var body in new[] { "", "<html>proxy</html>", """{"value":[{"id":"1","sub""", "[]", """{"value":[]}""" })
        {
            using var graph = Graph(new Uri("http://127.0.0.1:9/v1.0"), new ScriptedNetwork((_, _) => Task.FromResult(ScriptedNetwork.Answer(200, body))));

            var reading = () => graph.Source.ReadPageAsync(Inbox, null, null, CancellationToken.None);

            (await reading.Should().ThrowAsync<MailboxException>()).Which.Fault.Should().Be(MailboxFault.Unavailable, body);
        }
    }

    [Theory]
    [InlineData("SYNCSTATENOTFOUND")]
    [InlineData("resyncRequired")]
    public async Task An_expired_cursor_is_known_by_its_code_in_any_spelling(string code)
    {
        using var graph = Graph(new Uri("http://127.0.0.1:9/v1.0"), new ScriptedNetwork((_, _) => Task.FromResult(ScriptedNetwork.Answer(400, $$$"""{"error":{"code":"{{{code}}}","message":""}}"""))));

        await FluentActions.Awaiting(() => graph.Source.ReadPageAsync(Inbox, null, null, CancellationToken.None)).Should().ThrowAsync<MailboxCursorExpiredException>();
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_and_no_trouble_of_the_mailbox()
    {
        var network = new ScriptedNetwork(async (_, cancelled) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancelled);
            throw new InvalidOperationException();
        });
        using var graph = Graph(new Uri("http://127.0.0.1:9/v1.0"), network);
        using var cancel = new CancellationTokenSource();
        var reading = graph.Source.ReadPageAsync(Inbox, null, null, cancel.Token);

        await cancel.CancelAsync();

        await FluentActions.Awaiting(() => reading).Should().ThrowAsync<OperationCanceledException>();
    }

    [Theory]
    [InlineData("http://graph.example/v1.0")]
    [InlineData("ftp://127.0.0.1/v1.0")]
    public void Plain_http_beyond_this_machine_is_refused(string url)
    {
        var making = () => Graph(new Uri(url));

        making.Should().Throw<ArgumentException>().WithMessage("*https*");
    }

    [Fact]
    public void A_fixed_token_is_never_given_to_the_real_service()
    {
        var making = () => new GraphMailbox(new GraphOptions { SignIn = new GraphSignIn.FixedToken("secret") }, TimeProvider.System);

        making.Should().Throw<ArgumentException>().WithMessage("*emulator*");
    }

    [Fact]
    public void Secrets_do_not_show_in_logs()
    {
        new GraphSignIn.ClientSecret("tenant", "client", "hush").ToString().Should().NotContain("hush");
        new GraphSignIn.FixedToken("hush").ToString().Should().NotContain("hush");
        new GraphOptions { SignIn = new GraphSignIn.FixedToken("hush") }.ToString().Should().NotContain("hush");
    }

    [Theory]
    [InlineData(GraphCloud.Global, "https://graph.microsoft.com/v1.0")]
    [InlineData(GraphCloud.UsGovernment, "https://graph.microsoft.us/v1.0")]
    [InlineData(GraphCloud.UsDefense, "https://dod-graph.microsoft.us/v1.0")]
    [InlineData(GraphCloud.China, "https://microsoftgraph.chinacloudapi.cn/v1.0")]
    public void Each_cloud_has_its_own_address(GraphCloud cloud, string root)
    {
        var options = new GraphOptions { SignIn = new GraphSignIn.ManagedIdentity(), Cloud = cloud };

        options.Root.ToString().Should().Be(root);
        options.Check();
    }

    private static GraphMailbox Graph(Uri url, HttpMessageHandler? network = null, Func<GraphOptions, GraphOptions>? change = null)
    {
        var options = new GraphOptions { SignIn = new GraphSignIn.FixedToken("secret"), BaseUrl = url, RequestTimeout = TimeSpan.FromHours(2) };
        return new GraphMailbox(change?.Invoke(options) ?? options, new HurryingTime(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero)), new Random(1), transport: network);
    }
}
