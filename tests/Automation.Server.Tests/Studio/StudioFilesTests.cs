using System.Net;
using Automation.Studio.Package;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Server.Tests.Studio;

/// <summary>What browsers are told to keep of the package, and for how long.</summary>
public sealed class StudioFilesTests : IDisposable
{
    private const string Plain = "_content/Elsa.Studio.Shell/css/shell.css";

    private readonly string _folder = Directory.CreateTempSubdirectory("studio-files-").FullName;

    public StudioFilesTests()
    {
        Write("_framework/blazor.webassembly.js", "start");
        Write(Plain, "one");
    }

    [Fact]
    public async Task A_file_without_a_fingerprint_is_asked_for_again_and_answered_in_a_few_bytes_while_it_is_the_same()
    {
        var first = await GetAsync(Plain);
        first.StatusCode.Should().Be(200);
        first.Headers.CacheControl.ToString().Should().Be("public, no-cache");
        var tag = first.Headers.ETag.ToString();
        tag.Should().StartWith("\"");

        var again = await GetAsync(Plain, tag);
        again.StatusCode.Should().Be((int)HttpStatusCode.NotModified);
        again.Headers.ETag.ToString().Should().Be(tag);
        again.Body.Length.Should().Be(0);
    }

    [Fact]
    public async Task Another_content_is_seen_by_its_bytes_and_not_by_a_date_that_each_node_has_its_own()
    {
        var tag = (await GetAsync(Plain)).Headers.ETag.ToString();
        File.SetLastWriteTimeUtc(Full(Plain), DateTime.UtcNow.AddDays(1));
        (await GetAsync(Plain, tag)).StatusCode.Should().Be(304);

        var date = File.GetLastWriteTimeUtc(Full(Plain));
        Write(Plain, "two");
        File.SetLastWriteTimeUtc(Full(Plain), date);
        (await GetAsync(Plain, tag)).StatusCode.Should().Be(200);
    }

    [Fact]
    public async Task The_compressed_twin_has_a_tag_of_its_own()
    {
        Write(Plain + ".br", "compressed");
        var plain = await GetAsync(Plain);
        var compressed = await GetAsync(Plain, accept: "gzip, br");

        compressed.Headers.ContentEncoding.ToString().Should().Be("br");
        compressed.Headers.Vary.ToString().Should().Be("Accept-Encoding");
        compressed.Headers.ETag.ToString().Should().NotBe(plain.Headers.ETag.ToString());
        (await GetAsync(Plain, compressed.Headers.ETag.ToString(), "br")).StatusCode.Should().Be(304);
    }

    [Theory]
    [InlineData("_framework/Elsa.Api.Client.0a1b2c3d4e.wasm")]
    [InlineData("_content/BlazorMonaco/lib/monaco-editor/min/vs/editor.api-i0YVFWkl.js")]
    public async Task A_file_with_a_fingerprint_is_kept_for_a_year_without_asking(string name)
    {
        Write(name, "x");
        (await GetAsync(name)).Headers.CacheControl.ToString().Should().Be("public, max-age=31536000, immutable");
    }

    /// <summary>Each time as after a restart.</summary>
    private async Task<HttpResponse> GetAsync(string path, string? tag = null, string accept = "")
    {
        await using var services = new ServiceCollection().AddLogging().AddSingleton(new StudioPackage(_folder)).BuildServiceProvider();
        var app = new ApplicationBuilder(services);
        app.UseStudioFiles();
        var http = new DefaultHttpContext { RequestServices = services, Request = { Method = "GET", Path = "/studio/" + path }, Response = { Body = new MemoryStream() } };
        if (tag is not null)
            http.Request.Headers.IfNoneMatch = tag;
        http.Request.Headers.AcceptEncoding = accept;
        await app.Build()(http);
        return http.Response;
    }

    private string Full(string path) => Path.Combine(_folder, "@elsa-workflows", "elsa-studio-wasm", path);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Full(path))!);
        File.WriteAllText(Full(path), text);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
