using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.MailboxEmulator.Tests;

/// <summary>Somebody who receives notifications over real HTTP.</summary>
internal sealed class Subscriber : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<JsonNode> _received = Channel.CreateUnbounded<JsonNode>();

    private Subscriber()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public string Url => _app.Urls.First();
    public bool EchoesToken { get; set; } = true;
    public int Handshakes { get; private set; }

    /// <summary>Answers to give before 202; each is used once.</summary>
    public Queue<int> Failures { get; } = [];

    public static async Task<Subscriber> StartAsync()
    {
        var subscriber = new Subscriber();
        await subscriber._app.StartAsync();
        return subscriber;
    }

    /// <summary>The next POST's entries.</summary>
    public async Task<JsonNode> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await _received.Reader.ReadAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Query.TryGetValue("validationToken", out var token))
        {
            Handshakes++;
            http.Response.ContentType = "text/plain";
            await http.Response.WriteAsync(EchoesToken ? token.ToString() : "no");
            return;
        }

        using var reader = new StreamReader(http.Request.Body);
        var json = JsonNode.Parse(await reader.ReadToEndAsync())!;
        http.Response.StatusCode = Failures.TryDequeue(out var status) ? status : 202;
        if (http.Response.StatusCode == 202)
            await _received.Writer.WriteAsync(json);
    }
}
