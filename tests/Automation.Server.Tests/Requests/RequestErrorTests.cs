using System.Net;
using System.Text;
using System.Text.Json;
using Automation.Server.Tests.Desk;

namespace Automation.Server.Tests.Requests;

/// <summary>A request that cannot be understood gets an answer in words, and is no fault of the server.</summary>
public sealed class RequestErrorTests(PouredDesk poured) : IClassFixture<PouredDesk>
{
    [Theory]
    [InlineData("{\"team\": ", "line 1")]
    [InlineData("{\n  \"team\": 7 }", "line 2")]
    [InlineData("{\"taem\": \"network\"}", "taem")]
    [InlineData("", "body")]
    public async Task A_body_that_is_not_what_is_wanted_is_refused_with_its_place(string body, string words)
    {
        var (status, detail) = await AskAsync(HttpMethod.Post, "/api/tickets/HD-1/classification", new StringContent(body, Encoding.UTF8, "application/json"));
        status.Should().Be(HttpStatusCode.BadRequest);
        detail.Should().Contain(words);
    }

    [Theory]
    [InlineData("GET", "/elsa/api/workflow-definitions?page=two", null, "'page' is 'two'; it must be a whole number.")]
    [InlineData("GET", "/elsa/api/workflow-definitions/validation/is-name-unique", null, "'name' is missing; add name=…")]
    [InlineData("GET", "/elsa/api/activity-executions/list?workflowInstanceId=i&completed=maybe", null, "'completed' is 'maybe'; it must be true or false.")]
    [InlineData("POST", "/elsa/api/workflow-instances", "{\"page\": \"two\"}", "($.page): This must be a whole number.")]
    [InlineData("POST", "/elsa/api/workflow-instances", "{\"page\": true}", "($.page): This must be a number.")]
    [InlineData("POST", "/elsa/api/workflow-instances", "{\"hasIncidents\": \"perhaps\"}", "($.hasIncidents): This must be true or false.")]
    [InlineData("POST", "/elsa/api/workflow-instances", "{\"searchTerm\": 7}", "($.searchTerm): This must be text in quotation marks.")]
    [InlineData("POST", "/elsa/api/workflow-instances", "{\"timestampFilters\": [{\"timestamp\": \"soon\"}]}", "This must be a moment such as")]
    [InlineData("POST", "/elsa/api/workflow-instances", "{\"statuses\": [\"Nope\"]}", "($.statuses[0]): This must be one of: Running, Finished.")]
    [InlineData("POST", "/elsa/api/workflow-instances", "{\"definitionIds\": 7}", "($.definitionIds): This must be a list")]
    [InlineData("POST", "/elsa/api/bulk-actions/cancel/workflow-instances", "7", "This must be an object")]
    [InlineData("POST", "/elsa/api/bulk-actions/cancel/workflow-instances", "", "The request has no body; send JSON")]
    [InlineData("POST", "/elsa/api/activity-executions/report", "{}", "The body has no 'workflowInstanceId'.")]
    [InlineData("POST", "/elsa/api/alterations/workflows/retry", "{}", "The body has no 'workflowInstanceIds'.")]
    [InlineData("GET", "/elsa/api/workflow-definitions?versionOptions=Nope", null, "versionOptions is 'Nope'; there are Latest, Published, LatestOrPublished, AllVersions")]
    [InlineData("GET", "/elsa/api/workflow-definitions/by-definition-id/log?versionOptions=Version:x", null, "versionOptions is 'Version:x'")]
    public async Task What_cannot_be_used_is_told_with_the_field_and_what_it_must_be(string method, string path, string? body, string words)
    {
        var (status, detail) = await AskAsync(new HttpMethod(method), path, body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"));
        status.Should().Be(HttpStatusCode.BadRequest);
        detail.Should().Contain(words);
        detail.Should().NotContain("arameter").And.NotContain("System.");
    }

    [Fact]
    public async Task A_method_that_is_not_possible_is_refused_with_those_that_are()
    {
        var (status, detail) = await AskAsync(HttpMethod.Delete, "/api/tickets/HD-1");
        status.Should().Be(HttpStatusCode.MethodNotAllowed);
        detail.Should().Contain("GET");
    }

    [Theory]
    [InlineData("/api/tickets?search=a%00b")]
    [InlineData("/api/inbox?mailbox=%00")]
    [InlineData("/elsa/api/workflow-definitions?searchTerm=%00")]
    public async Task NUL_which_no_PostgreSQL_text_can_have_is_refused(string path)
    {
        var (status, detail) = await AskAsync(HttpMethod.Get, path);
        status.Should().Be(HttpStatusCode.BadRequest);
        detail.Should().Contain("NUL");
    }

    [Theory]
    [InlineData("/api/inbox/99999/retry", "There is no mail 99999")]
    [InlineData("/api/outbox/99999/retry", "There is no reply 99999")]
    public async Task Trying_again_what_is_not_there_is_not_found(string path, string words)
    {
        var (status, detail) = await AskAsync(HttpMethod.Post, path);
        status.Should().Be(HttpStatusCode.NotFound);
        detail.Should().Contain(words);
    }

    [Theory]
    [InlineData("/graph/notifications")]
    [InlineData("/graph/lifecycle")]
    public async Task A_notification_of_unknown_length_is_read_no_further_than_is_allowed(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new ByteArrayContent(new byte[5 * 1024 * 1024]),
            Headers = { TransferEncodingChunked = true },
        };
        using var answer = await poured.Desk.Http.SendAsync(request);
        answer.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    private async Task<(HttpStatusCode Status, string Detail)> AskAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        using var answer = await poured.Desk.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.StartsWith('{') ? JsonSerializer.Deserialize<JsonElement>(text).GetProperty("detail").GetString()! : text);
    }
}
