using System.Net;
using System.Text;
using System.Text.Json;
using Automation.Server.Tests.Desk;

namespace Automation.Server.Tests.Start;

/// <summary>A proxy on this machine that forwards more than the notifications must not open the desk to the internet.</summary>
public sealed class OutsideTests(PouredDesk poured) : IClassFixture<PouredDesk>
{
    [Theory]
    [InlineData("/api/tickets", "Host", "desk.contoso.example")]
    [InlineData("/tickets", "Host", "desk.contoso.example")]
    [InlineData("/health/ready", "Host", "192.0.2.7:5080")]
    [InlineData("/api/tickets", "Host", "localhost.contoso.example")]
    [InlineData("/api/tickets", "X-Forwarded-For", "203.0.113.9")]
    [InlineData("/api/tickets", "X-Forwarded-Host", "desk.contoso.example")]
    [InlineData("/api/inbox", "Forwarded", "for=203.0.113.9;host=desk.contoso.example")]
    [InlineData("/graph/notifications/../../api/tickets", "X-Forwarded-For", "203.0.113.9")]
    [InlineData("/graph/notifications", "X-Forwarded-For", "203.0.113.9")]
    public async Task Whoever_comes_from_outside_is_refused_in_words(string path, string header, string value)
    {
        var (status, text) = await AskAsync(HttpMethod.Get, path, (header, value));
        status.Should().Be(HttpStatusCode.Forbidden);
        JsonSerializer.Deserialize<JsonElement>(text).GetProperty("detail").GetString().Should().Contain("proxy").And.Contain("/graph/notifications");
    }

    [Theory]
    [InlineData("/graph/notifications")]
    [InlineData("/graph/lifecycle")]
    public async Task Microsoft_365_reaches_the_notification_paths_under_the_public_name(string path)
    {
        var (status, text) = await AskAsync(
            HttpMethod.Post, $"{path}?validationToken=it%20is%20me", ("Host", "desk.contoso.example"), ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Host", "desk.contoso.example"));
        (status, text).Should().Be((HttpStatusCode.OK, "it is me"));
    }

    [Fact]
    public async Task Nothing_else_can_be_changed_from_outside()
    {
        var (status, _) = await AskAsync(HttpMethod.Post, "/api/tickets/HD-1/classification", ("Host", "desk.contoso.example"));
        status.Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1:7")]
    [InlineData("[::1]:5080")]
    public async Task The_person_at_this_machine_is_answered_under_each_of_its_names(string host)
    {
        var (status, _) = await AskAsync(HttpMethod.Get, "/api/tickets", ("Host", host));
        status.Should().Be(HttpStatusCode.OK);
    }

    private async Task<(HttpStatusCode Status, string Text)> AskAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (method == HttpMethod.Post)
            request.Content = new StringContent("", Encoding.UTF8, "text/plain");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value).Should().BeTrue();
        using var answer = await poured.Desk.Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
