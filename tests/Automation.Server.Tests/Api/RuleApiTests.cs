using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Server.Tests.Desk;

namespace Automation.Server.Tests.Api;

public sealed class RuleApiTests : IAsyncLifetime
{
    private RunningDesk _desk = null!;

    public async Task InitializeAsync()
    {
        _desk = await RunningDesk.StartAsync();
        await _desk.UntilReadyAsync();
    }

    public async Task DisposeAsync() => await _desk.DisposeAsync();

    [Fact]
    public async Task Rules_are_read_written_published_compared_and_rolled_back()
    {
        var (_, list) = await _desk.GetAsync("/api/rules");
        list.EnumerateArray().Select(d => d.GetProperty("name").GetString()).Should().Equal("category", "priority", "routing", "lists", "categories");
        var (_, routing) = await _desk.GetAsync("/api/rules/routing");

        var (saved, draft) = await SendAsync(HttpMethod.Put, "/api/rules/routing/draft", new { version = 0, basedOn = 1, content = With(routing, "coffee") });
        saved.Should().Be(HttpStatusCode.OK, draft.ToString());
        draft.GetProperty("version").GetInt64().Should().Be(1);
        var (_, difference) = await _desk.GetAsync("/api/rules/routing/diff");
        difference.GetProperty("lines").EnumerateArray().Select(l => l.GetString()).Should().Contain(l => l!.Contains("+ rule coffee"));

        (await SendAsync(HttpMethod.Post, "/api/rules/publish", new { note = "Coffee", drafts = new { routing = 1 } })).Status.Should().Be(HttpStatusCode.OK);
        var (_, tried) = await SendAsync(HttpMethod.Post, "/api/rules/try", new { mail = "Subject: Coffee\n\nIt is cold.", withDrafts = false });
        tried.GetProperty("decided").GetProperty("team")[0].GetString().Should().Be("network");
        (await _desk.GetAsync("/api/rules/routing/versions")).Body.EnumerateArray().Select(v => (v.GetProperty("version").GetInt32(), v.GetProperty("note").ValueKind)).First().Should().Be((2, JsonValueKind.String));

        var (back, made) = await SendAsync(HttpMethod.Post, "/api/rules/routing/roll-back", new { version = 1, inForce = 2, note = "Back" });
        back.Should().Be(HttpStatusCode.OK, made.ToString());
        made.GetProperty("version").GetInt32().Should().Be(3);
        (await _desk.GetAsync("/api/rules/routing/versions/1")).Body.GetProperty("rules").GetArrayLength().Should().Be(routing.GetProperty("rules").GetArrayLength());
        (await _desk.GetAsync("/api/rules/audit?subject=routing")).Body.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("act").GetString())
            .Should().Equal("rules.roll-back", "rules.publish", "rules.draft");
    }

    [Fact]
    public async Task Bad_rules_are_refused_with_rule_line_and_reason_and_a_late_writer_with_the_difference()
    {
        var (_, routing) = await _desk.GetAsync("/api/rules/routing");
        var broken = JsonSerializer.Deserialize<JsonElement>("""{"name":"routing","version":1,"hitPolicy":"first","rules":[{"name":"bad","when":{"field":"subjekt","operator":"is","value":"x"},"then":{"team":"network"}}]}""");
        var (status, problem) = await SendAsync(HttpMethod.Put, "/api/rules/routing/draft", new { version = 0, basedOn = 1, content = broken });
        status.Should().Be(HttpStatusCode.BadRequest);
        var first = problem.GetProperty("problems")[0];
        (first.GetProperty("rule").GetString(), first.GetProperty("line").GetInt32()).Should().Be(("bad", 1));
        first.GetProperty("reason").GetString().Should().Contain("subjekt");

        (await SendAsync(HttpMethod.Put, "/api/rules/routing/draft", new { version = 0, basedOn = 1, content = With(routing, "coffee") })).Status.Should().Be(HttpStatusCode.OK);
        var (late, conflict) = await SendAsync(HttpMethod.Put, "/api/rules/routing/draft", new { version = 0, basedOn = 1, content = With(routing, "tea") });
        late.Should().Be(HttpStatusCode.Conflict);
        conflict.GetProperty("current").GetProperty("version").GetInt64().Should().Be(1);
        conflict.GetProperty("theirsToMine").GetProperty("lines").EnumerateArray().Select(l => l.GetString()).Should().Contain(l => l!.Contains("+ rule tea"));

        (await SendAsync(HttpMethod.Post, "/api/rules/publish", new { note = " ", drafts = new { routing = 1 } })).Status.Should().Be(HttpStatusCode.BadRequest);
        (await SendAsync(HttpMethod.Put, "/api/rules/Bad%20Name/draft", new { version = 0, basedOn = 0, content = broken })).Status.Should().Be(HttpStatusCode.BadRequest);
        (await SendAsync(HttpMethod.Put, "/api/rules/routing/draft", new { version = 0, basedOn = 1 })).Status.Should().Be(HttpStatusCode.BadRequest);
        (await SendAsync(HttpMethod.Post, "/api/rules/try", new { })).Status.Should().Be(HttpStatusCode.BadRequest);
        (await SendAsync(HttpMethod.Post, "/api/rules/try", new { ticket = "HD-999" })).Status.Should().Be(HttpStatusCode.NotFound);
        (await SendAsync(HttpMethod.Post, "/api/rules/replays", new { })).Status.Should().Be(HttpStatusCode.BadRequest);
        (await _desk.GetAsync("/api/rules/none")).Status.Should().Be(HttpStatusCode.NotFound);
        (await _desk.GetAsync("/api/rules/routing/versions/99")).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_would_leave_tickets_without_a_priority_is_published_and_rolled_back_to_only_when_it_is_asked_for()
    {
        var (_, priority) = await _desk.GetAsync("/api/rules/priority");
        var off = JsonNode.Parse(priority.GetRawText())!.AsObject();
        off["enabled"] = false;
        (await SendAsync(HttpMethod.Put, "/api/rules/priority/draft", new { version = 0, basedOn = 1, content = off })).Status.Should().Be(HttpStatusCode.OK);

        var (refused, gap) = await SendAsync(HttpMethod.Post, "/api/rules/publish", new { note = "Off", drafts = new { priority = 1 } });
        refused.Should().Be(HttpStatusCode.Conflict);
        gap.GetProperty("gaps")[0].GetString().Should().Contain("Only the set \"priority\" decides the priority");
        gap.GetProperty("title").GetString().Should().Contain("withGaps");
        (await SendAsync(HttpMethod.Post, "/api/rules/publish", new { note = "Off", drafts = new { priority = 1 }, withGaps = true })).Status.Should().Be(HttpStatusCode.OK);

        (await SendAsync(HttpMethod.Post, "/api/rules/priority/roll-back", new { version = 1, inForce = 2, note = "On" })).Status.Should().Be(HttpStatusCode.OK, "it gives tickets back what they need");
        (await SendAsync(HttpMethod.Post, "/api/rules/priority/roll-back", new { version = 2, inForce = 3, note = "Off" })).Status.Should().Be(HttpStatusCode.Conflict);
        (await SendAsync(HttpMethod.Post, "/api/rules/priority/roll-back", new { version = 2, inForce = 3, note = "Off", withGaps = true })).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Whatever_is_wrong_is_refused_with_rule_place_and_reason_and_what_is_in_force_stays()
    {
        var (_, before) = await _desk.GetAsync("/api/rules/routing");
        var words = string.Join(",", Enumerable.Range(0, 1001).Select(i => $"\"w{i}\""));
        foreach (var (rule, reason) in new[]
        {
            (Bad("""{"field":"subject","operator":"matches","value":"vpn("}"""), "does not compile"),
            (Bad("""{"field":"subjekt","operator":"is","value":"x"}"""), "There is no field \"subjekt\""),
            (Bad("""{"field":"subject","operator":"containsWord","value":"x"}"""), "There is no operator \"containsWord\""),
            (Bad("""{"field":"requester.ticketsLastDay","operator":"isAtLeast","value":"many"}"""), "must be a number"),
            (Bad("""{"field":"requester.vip","operator":"is","value":"yes"}"""), "must be true or false"),
            (Bad($$"""{"field":"subject","operator":"containsAnyWord","value":[{{words}}]}"""), "1001 entries; 1000 are allowed"),
            (Bad("""{"field":"subject","operator":"containsAnyWord","list":"no-such-list"}"""), "There is no list \"no-such-list\""),
            ("""{"name":"bad","when":{"field":"subject","operator":"isEmpty"},"then":{"team":5}}""", "must be a text"),
            ("""{"name":"bad","when":{"field":"subject","operator":"isEmpty"},"then":{"assignee":"whoever"}}""", "must be one of least-busy, in-turn"),
            ("""{"name":"bad","wehn":{"field":"subject","operator":"isEmpty"},"then":{"team":"network"}}""", "\"wehn\" is not known in a rule"),
        })
        {
            var content = JsonSerializer.Deserialize<JsonElement>($$"""{"name":"routing","version":1,"hitPolicy":"first","rules":[{{rule}}]}""");
            var (status, problem) = await SendAsync(HttpMethod.Put, "/api/rules/routing/draft", new { version = 0, basedOn = 1, content });
            status.Should().Be(HttpStatusCode.BadRequest, reason);
            var found = problem.GetProperty("problems").EnumerateArray().Where(p => p.GetProperty("reason").GetString()!.Contains(reason, StringComparison.Ordinal)).ToList();
            found.Should().ContainSingle(problem.ToString());
            (found[0].GetProperty("rule").GetString(), found[0].GetProperty("line").GetInt32(), found[0].GetProperty("column").GetInt32() > 0).Should().Be(("bad", 1, true));
        }

        (await SendAsync(HttpMethod.Post, "/api/rules/import", new Dictionary<string, string> { ["routing.json"] = "no rules" })).Status.Should().Be(HttpStatusCode.BadRequest);
        (await _desk.GetAsync("/api/rules/routing")).Body.ToString().Should().Be(before.ToString());
        (await _desk.GetAsync("/api/rules/routing/draft")).Body.GetProperty("isDraft").GetBoolean().Should().BeFalse("nothing of it was stored");

        static string Bad(string when) => $$$"""{"name":"bad","when":{{{when}}},"then":{"team":"network"}}""";
    }

    [Fact]
    public async Task An_import_that_names_a_file_twice_is_refused_because_one_of_them_would_be_lost()
    {
        var (_, routing) = await _desk.GetAsync("/api/rules/routing");
        using var body = new StringContent($$"""{ "routing.json": {{With(routing, "coffee")}}, "routing.json": {{routing}} }""", System.Text.Encoding.UTF8, "application/json");

        using var answer = await _desk.Http.PostAsync(new Uri("/api/rules/import", UriKind.Relative), body);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("routing.json");
        (await _desk.GetAsync("/api/rules/routing/draft")).Body.GetProperty("isDraft").GetBoolean().Should().BeFalse();
    }

    [Fact]
    public async Task A_replay_is_started_watched_and_tells_both_ways_and_a_correction_is_measured()
    {
        await _desk.WriteAsync("Coffee machine");
        await _desk.UntilAsync("/api/tickets/HD-1", (status, _) => status == HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Post, "/api/tickets/HD-1/classification", new { team = "network" })).Body.GetProperty("changed").GetBoolean().Should().BeTrue();
        (await SendAsync(HttpMethod.Post, "/api/tickets/HD-1/classification", new { team = "nobody" })).Status.Should().Be(HttpStatusCode.BadRequest);
        (await SendAsync(HttpMethod.Post, "/api/tickets/HD-9/classification", new { team = "network" })).Status.Should().Be(HttpStatusCode.NotFound);
        var (_, routing) = await _desk.GetAsync("/api/rules/routing");
        await SendAsync(HttpMethod.Put, "/api/rules/routing/draft", new { version = 0, basedOn = 1, content = With(routing, "coffee") });

        var (status, run) = await SendAsync(HttpMethod.Post, "/api/rules/replays", new { last = 100 });
        status.Should().Be(HttpStatusCode.Accepted);
        var id = run.GetProperty("id").GetString();
        var (_, done) = await _desk.UntilAsync($"/api/rules/replays/{id}", (_, body) => body.GetProperty("state").GetString() == "Finished");

        var report = done.GetProperty("report");
        report.GetProperty("changed").GetInt64().Should().Be(1);
        var team = report.GetProperty("outcomes").EnumerateArray().Single(o => o.GetProperty("outcome").GetString() == "team");
        (team.GetProperty("accuracy").GetProperty("before").GetDouble(), team.GetProperty("accuracy").GetProperty("after").GetDouble()).Should().Be((0.0, 1.0));
        var (_, both) = await _desk.GetAsync($"/api/rules/replays/{id}/changes/0");
        both.GetProperty("after").GetProperty("trace").ToString().Should().Contain("coffee");
        (await SendAsync(HttpMethod.Delete, $"/api/rules/replays/{id}", null)).Status.Should().Be(HttpStatusCode.Accepted);
        (await _desk.GetAsync($"/api/rules/replays/{Guid.Empty}")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_exported_can_be_imported()
    {
        var zip = await _desk.Http.GetByteArrayAsync(new Uri("/api/rules/export", UriKind.Relative));
        using var content = new ByteArrayContent(zip);
        content.Headers.ContentType = new("application/zip");
        using var answer = await _desk.Http.PostAsync(new Uri("/api/rules/import", UriKind.Relative), content);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("drafts").GetArrayLength().Should().Be(0);

        var (_, routing) = await _desk.GetAsync("/api/rules/routing");
        var (_, imported) = await SendAsync(HttpMethod.Post, "/api/rules/import", new Dictionary<string, JsonElement> { ["routing.json"] = With(routing, "coffee") });
        imported.GetProperty("drafts")[0].GetString().Should().Be("routing");
        using var junk = new StringContent("junk", Encoding.UTF8, "application/zip");
        (await _desk.Http.PostAsync(new Uri("/api/rules/import", UriKind.Relative), junk)).StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_set_that_nobody_needs_is_deleted_and_one_that_others_need_is_not()
    {
        var extras = JsonSerializer.Deserialize<JsonElement>("""{"name":"extras","version":1,"hitPolicy":"collect","rules":[]}""");
        await SendAsync(HttpMethod.Put, "/api/rules/extras/draft", new { version = 0, basedOn = 0, content = extras });
        (await SendAsync(HttpMethod.Post, "/api/rules/publish", new { note = "Extras", drafts = new { extras = 1 } })).Status.Should().Be(HttpStatusCode.OK);

        (await SendAsync(HttpMethod.Delete, "/api/rules/extras?inForce=1&draft=2", null)).Status.Should().Be(HttpStatusCode.BadRequest, "a note is missing");
        (await SendAsync(HttpMethod.Delete, "/api/rules/extras?inForce=1&draft=1&note=Away", null)).Status.Should().Be(HttpStatusCode.Conflict, "the draft is another by now");
        (await SendAsync(HttpMethod.Delete, "/api/rules/extras?inForce=1&draft=2&note=Away", null)).Status.Should().Be(HttpStatusCode.NoContent);
        (await _desk.GetAsync("/api/rules/extras")).Status.Should().Be(HttpStatusCode.NotFound);
        (await _desk.GetAsync("/api/rules/extras/versions")).Body.GetArrayLength().Should().Be(1);

        var (status, problem) = await SendAsync(HttpMethod.Delete, "/api/rules/routing?inForce=1&draft=0&note=Away", null);
        status.Should().Be(HttpStatusCode.BadRequest);
        problem.GetProperty("problems")[0].GetProperty("reason").GetString().Should().Contain("decides the team");
    }

    [Fact]
    public async Task A_reader_reads_and_tries_and_cannot_write()
    {
        await using var readers = await RunningDesk.StartAsync("--Automation:Access:LocalRoles=");
        await readers.UntilReadyAsync();
        (await readers.GetAsync("/api/rules")).Status.Should().Be(HttpStatusCode.OK);
        var (_, routing) = await readers.GetAsync("/api/rules/routing");

        (await SendAsync(HttpMethod.Post, "/api/rules/try", new { mail = "Coffee" }, readers)).Status.Should().Be(HttpStatusCode.OK);
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Put, "/api/rules/routing/draft"), (HttpMethod.Delete, "/api/rules/routing/draft?version=0"), (HttpMethod.Post, "/api/rules/publish"),
            (HttpMethod.Post, "/api/rules/routing/roll-back"), (HttpMethod.Post, "/api/rules/import"),
            (HttpMethod.Delete, "/api/rules/routing?inForce=1&draft=0&note=x"),
        })
        {
            (await SendAsync(method, path, new { version = 0, basedOn = 1, content = routing, note = "x" }, readers)).Status.Should().Be(HttpStatusCode.Forbidden, path);
        }
    }

    /// <summary>The set with a rule before all others that sends the word to the network team.</summary>
    private static JsonElement With(JsonElement set, string word)
    {
        var node = System.Text.Json.Nodes.JsonNode.Parse(set.GetRawText())!;
        node["rules"]!.AsArray().Insert(0, System.Text.Json.Nodes.JsonNode.Parse(
            $$$"""{"name":"{{{word}}}","when":{"field":"subject","operator":"containsAnyWord","value":"{{{word}}}"},"then":{"team":"network"}}"""));
        return JsonSerializer.Deserialize<JsonElement>(node.ToJsonString());
    }

    private Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, object? body) => SendAsync(method, path, body, _desk);

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, object? body, RunningDesk desk)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var answer = await desk.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }
}
