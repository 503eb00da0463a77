using System.Net;
using Automation.Server.Tests.Desk;

namespace Automation.Server.Tests.Api;

public sealed class InstanceTests(PouredDesk poured) : IClassFixture<PouredDesk>
{
    [Fact]
    public async Task Instances_come_in_pages_newest_first_each_once_and_one_by_one()
    {
        var seen = new List<string>();
        string? next = null;
        do
        {
            var (status, page) = await poured.Desk.GetAsync($"/api/workflow-instances?count=2&workflow=log{(next is null ? "" : $"&after={next}")}");
            status.Should().Be(HttpStatusCode.OK);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!));
            next = page.TryGetProperty("next", out var cursor) ? cursor.GetString() : null;
        }
        while (next is not null);
        seen.Should().HaveCountGreaterThanOrEqualTo(4, "five mails were poured and another test deletes one instance").And.OnlyHaveUniqueItems().And.BeInDescendingOrder(StringComparer.Ordinal);

        var (_, one) = await poured.Desk.GetAsync($"/api/workflow-instances/{seen[0]}");
        one.GetProperty("instance").GetProperty("status").GetString().Should().Be("Finished");
        one.GetProperty("incidents").GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("/api/workflow-instances?count=0", HttpStatusCode.BadRequest)]
    [InlineData("/api/workflow-instances?faulted=perhaps", HttpStatusCode.BadRequest)]
    [InlineData("/api/workflow-instances/none", HttpStatusCode.NotFound)]
    public async Task What_cannot_be_shown_is_said(string path, HttpStatusCode expected) =>
        (await poured.Desk.GetAsync(path)).Status.Should().Be(expected);

    [Fact]
    public async Task An_instance_that_is_over_is_neither_retried_nor_cancelled_but_can_be_deleted_once()
    {
        var (_, page) = await poured.Desk.GetAsync("/api/workflow-instances?count=1");
        var path = $"/api/workflow-instances/{page.GetProperty("items")[0].GetProperty("id").GetString()}";
        (await PostAsync(poured.Desk, $"{path}/retry")).Should().Be(HttpStatusCode.Conflict);
        (await PostAsync(poured.Desk, $"{path}/cancel")).Should().Be(HttpStatusCode.Conflict);
        (await poured.Desk.Http.DeleteAsync(new Uri(path, UriKind.Relative))).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await poured.Desk.Http.DeleteAsync(new Uri(path, UriKind.Relative))).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_reader_sees_instances_and_changes_none()
    {
        await using var desk = await RunningDesk.StartAsync("--Automation:Access:LocalRoles", "");
        await desk.UntilReadyAsync();
        (await desk.GetAsync("/api/workflow-instances")).Status.Should().Be(HttpStatusCode.OK);

        (await PostAsync(desk, "/api/workflow-instances/none/retry")).Should().Be(HttpStatusCode.Forbidden);
        (await PostAsync(desk, "/api/workflow-instances/none/cancel")).Should().Be(HttpStatusCode.Forbidden);
        (await desk.Http.DeleteAsync(new Uri("/api/workflow-instances/none", UriKind.Relative))).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    private static async Task<HttpStatusCode> PostAsync(RunningDesk desk, string path) => (await desk.Http.PostAsync(new Uri(path, UriKind.Relative), null)).StatusCode;
}
