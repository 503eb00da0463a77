using System.IO.Compression;
using System.Text;
using Automation.EndToEnd.Harness;
using Microsoft.Playwright;

namespace Automation.EndToEnd.Journeys;

/// <summary>A rules administrator who takes the rules out of the page as files and brings files in.</summary>
[Collection(nameof(OneServerAtATime))]
public sealed class RuleFilesTests : IAsyncLifetime, IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly Uri _desk = FreePort.Url();
    private ServerProcess? _server;

    public async Task InitializeAsync()
    {
        if (Browser.WhyNot is not null)
            return;
        _server = ServerProcess.Start(new ServerSettings(_desk, FreePort.Url(), _folder.Path) { StartsEmulator = true });
        await _server.WaitUntilReadyAsync(TimeSpan.FromMinutes(2), CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [ChromiumFact]
    public async Task Rules_are_taken_out_as_a_zip_file_and_brought_in_as_drafts_from_zip_and_from_single_files()
    {
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(new Uri(_desk, "/rules/routing"));
        var files = await ExportAsync(page);
        files.Keys.Should().Contain(["routing.json", "priority.json", "category.json", "lists.json", "categories.json"]);

        // What was taken out says what is in force.
        await ImportAsync(page, Zip("rules.zip", files));
        await Assertions.Expect(page.GetByTestId("told")).ToContainTextAsync("in force already");

        // One bad file among good ones: nothing is taken, and the place is told.
        var changed = files["routing.json"].Replace("\"team\": \"network\"", "\"team\": \"facilities\"", StringComparison.Ordinal);
        changed.Should().NotBe(files["routing.json"]);
        var bad = files["priority.json"].Replace("\"requester.vip\"", "\"requester.wip\"", StringComparison.Ordinal);
        bad.Should().NotBe(files["priority.json"]);
        await ImportAsync(page, Json("routing.json", changed), Json("priority.json", bad));
        await Assertions.Expect(page.GetByTestId("problems")).ToContainTextAsync("There is no field \"requester.wip\"; is \"requester.vip\" meant?");
        (await page.GetByTestId("problems").InnerTextAsync()).Should().MatchRegex(@"priority(\.json)?\(\d+,\d+\): rule '");
        await Assertions.Expect(page.GetByTestId("draft-mark")).ToHaveCountAsync(0);

        await ImportAsync(page, new FilePayload { Name = "rules.zip", MimeType = "application/zip", Buffer = Encoding.ASCII.GetBytes("no zip at all") });
        await Assertions.Expect(page.GetByTestId("problems")).ToContainTextAsync("\"rules.zip\" is no zip file");
        await ImportAsync(page, new FilePayload { Name = "notes.txt", MimeType = "text/plain", Buffer = Encoding.ASCII.GetBytes("Dear all") });
        await Assertions.Expect(page.GetByTestId("problems")).ToContainTextAsync("\"notes.txt\" is no rule file");

        await ImportAsync(page, Json("routing.json", changed));
        await Assertions.Expect(page.GetByTestId("told")).ToContainTextAsync("Drafts were made of Routing");
        await Assertions.Expect(page.GetByTestId("problems")).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByTestId("doc-routing").GetByTestId("draft-mark")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-rule=network]")).ToContainTextAsync("team: Facilities");

        // Over a draft nothing is imported, and what it would change there is shown.
        await ImportAsync(page, Json("routing.json", changed.Replace("\"facilities\"", "\"service-desk\"", StringComparison.Ordinal)));
        await Assertions.Expect(page.GetByTestId("import-held").GetByTestId("rule-difference").First).ToContainTextAsync("then team");
        await Assertions.Expect(page.Locator("[data-rule=network]")).ToContainTextAsync("team: Facilities");

        // A draft is not in force, so it is not taken out; published, it is.
        (await ExportAsync(page))["routing.json"].Should().Be(files["routing.json"]);
        await page.GetByTestId("publish-open").ClickAsync();
        await page.GetByTestId("publish-note").FillAsync("From the other desk");
        await page.GetByTestId("publish-confirm").ClickAsync();
        await Assertions.Expect(page.GetByTestId("doc-state")).ToContainTextAsync("Version 2 is in force");
        (await ExportAsync(page))["routing.json"].Should().Contain("facilities").And.NotBe(files["routing.json"]);

        // The zip file of before brings the old rule back as a draft, and only of the set that differs.
        await ImportAsync(page, Zip("rules.zip", files));
        await Assertions.Expect(page.GetByTestId("told")).ToHaveTextAsync("Drafts were made of Routing. Look at them, replay, and publish.");
        await Assertions.Expect(page.GetByTestId("draft-mark")).ToHaveCountAsync(1);
        browser.Complaints.Should().BeEmpty();
    }

    private static async Task<Dictionary<string, string>> ExportAsync(IPage page)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId("export").ClickAsync());
        download.SuggestedFilename.Should().Be("rules.zip");
        await using var stream = await download.CreateReadStreamAsync();
        using var kept = new MemoryStream();
        await stream.CopyToAsync(kept);
        using var zip = new ZipArchive(kept);
        var files = new Dictionary<string, string>();
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync());
            files[entry.FullName] = await reader.ReadToEndAsync();
        }

        return files;
    }

    private static Task ImportAsync(IPage page, params FilePayload[] files) => page.GetByTestId("import").SetInputFilesAsync(files);

    private static FilePayload Json(string name, string text) => new() { Name = name, MimeType = "application/json", Buffer = Encoding.UTF8.GetBytes(text) };

    private static FilePayload Zip(string name, Dictionary<string, string> files)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (file, text) in files)
            {
                using var writer = new StreamWriter(zip.CreateEntry("rules/" + file).Open());
                writer.Write(text);
            }
        }

        return new FilePayload { Name = name, MimeType = "application/zip", Buffer = stream.ToArray() };
    }
}
