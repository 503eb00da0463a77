using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Automation.Server.Tests.Studio;

public sealed class ExchangeTests(StudioDesk desk, ITestOutputHelper output) : IClassFixture<StudioDesk>
{
    // What belongs to the row and not to the content: whether it is the latest or published is decided here.
    private static readonly string[] Marks = ["isLatest", "isPublished", "id", "definitionId", "version"];

    [Fact]
    public async Task What_we_do_not_know_comes_out_as_it_came_in()
    {
        var file = StudioDesk.Workflow("Foreign");
        file["definitionId"] = "foreign";
        file["somethingNew"] = new JsonObject { ["deep"] = new JsonArray(1, 2.50, "x") };
        file["root"]!["activities"]![0]!["metadata"] = JsonNode.Parse("""{ "designer": { "position": { "x": 12.5, "y": -3 } } }""");

        await RoundTripAsync(file, "foreign");
    }

    [Fact]
    public async Task Every_recorded_definition_comes_out_as_it_came_in()
    {
        var folder = RecordedElsa.Folder("definitions");
        if (folder is null)
        {
            output.WriteLine("0 definitions: the recorded ones are not on this machine.");
            return;
        }

        var run = 0;
        foreach (var path in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Where(f => !f.EndsWith(".outcome.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            if (JsonNode.Parse(await File.ReadAllTextAsync(path)) is JsonObject file && file.ContainsKey("root"))
            {
                await RoundTripAsync(file, path);
                run++;
            }
        }

        output.WriteLine($"{run} definitions went in and came out equal.");
        run.Should().BeGreaterThan(30);
    }

    [Fact]
    public async Task Many_go_out_in_a_zip_and_come_back_in_it()
    {
        var one = await desk.SaveAsync(StudioDesk.Workflow("Zip one"), publish: false);
        var two = await desk.SaveAsync(StudioDesk.Workflow("Zip two"), publish: false);
        using var request = new StringContent(new JsonObject { ["ids"] = new JsonArray(one["id"]!.DeepClone(), two["id"]!.DeepClone()) }.ToJsonString(), Encoding.UTF8, "application/json");
        using var exported = await desk.Http.PostAsync(new Uri("/elsa/api/bulk-actions/export/workflow-definitions", UriKind.Relative), request);
        var zip = await exported.Content.ReadAsByteArrayAsync();
        using (var archive = new ZipArchive(new MemoryStream(zip)))
            archive.Entries.Select(e => e.FullName).Should().Equal("workflow-definition-zip-one.json", "workflow-definition-zip-two.json");
        await desk.SendAsync(HttpMethod.Delete, $"workflow-definitions/{one["definitionId"]}");

        using var form = new MultipartFormDataContent { { new ByteArrayContent(zip), "files", "workflows.zip" } };
        using var imported = await desk.Http.PostAsync(new Uri("/elsa/api/workflow-definitions/import-files", UriKind.Relative), form);

        imported.StatusCode.Should().Be(HttpStatusCode.OK);
        (await imported.Content.ReadAsStringAsync()).Should().Be("""{"count":2}""");
        (await desk.GetAsync($"workflow-definitions/by-definition-id/{one["definitionId"]}"))["name"]!.GetValue<string>().Should().Be("Zip one");
    }

    [Fact]
    public async Task A_file_that_is_no_workflow_is_refused_with_its_name()
    {
        using var form = new MultipartFormDataContent { { new StringContent("{ \"name\": 1 }"), "files", "odd.json" } };
        using var answer = await desk.Http.PostAsync(new Uri("/elsa/api/workflow-definitions/import-files", UriKind.Relative), form);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("odd.json").And.Contain("no root activity");
    }

    [Fact]
    public async Task Of_several_files_all_come_in_or_none_and_the_one_that_is_refused_is_named()
    {
        const string Line = """{ "definitionId": "half-a", "name": "Half A", "root": { "type": "Elsa.Sequence", "id": "S", "activities": [{ "type": "Elsa.WriteLine", "id": "L" }] } }""";
        const string Other = """{ "definitionId": "half-b", "name": "Half B", "root": { "type": "Elsa.Sequence", "id": "S", "activities": [{ "type": "Elsa.Nowhere", "id": "L" }] } }""";
        using var form = new MultipartFormDataContent { { new StringContent(Line), "files", "a.json" }, { new StringContent(Other), "files", "b.json" } };

        using var answer = await desk.Http.PostAsync(new Uri("/elsa/api/workflow-definitions/import-files", UriKind.Relative), form);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("b.json: 'L': there is no activity of type").And.NotContain("a.json");
        (await desk.SendAsync(HttpMethod.Get, "workflow-definitions/by-definition-id/half-a")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("a text that is longer than the end of a zip file would be")]
    public async Task What_is_called_a_zip_and_is_none_is_refused_in_plain_words(string content)
    {
        using var form = new MultipartFormDataContent { { new StringContent(content), "files", "odd.zip" } };

        using var answer = await desk.Http.PostAsync(new Uri("/elsa/api/workflow-definitions/import-files", UriKind.Relative), form);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("odd.zip is no zip file that can be read.").And.NotContain("Parameter");
    }

    private async Task RoundTripAsync(JsonObject file, string which)
    {
        var (status, imported) = await desk.SendAsync(HttpMethod.Post, "workflow-definitions/import", file.DeepClone());
        status.Should().Be(HttpStatusCode.OK, $"{which}: {imported?.ToJsonString()}");
        var exported = (await desk.GetAsync($"workflow-definitions/{imported!["definitionId"]}/export")).AsObject();

        Normal(exported).Should().Be(Normal(file), which);
    }

    private static string Normal(JsonObject definition)
    {
        var copy = definition.DeepClone().AsObject();
        foreach (var mark in Marks)
            copy.Remove(mark);
        return Sorted(copy)!.ToJsonString();
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Sorted(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
