using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Automation.Server.Tests.Studio;

/// <summary>Talks to the hub as Studio's client does, frame by frame over a WebSocket, so that what is on the wire is what is compared.</summary>
internal sealed class HubConversation : IAsyncDisposable
{
    private const char End = '\u001e';
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ClientWebSocket _socket = new();
    private readonly Queue<JsonNode> _frames = new();
    private string _rest = "";

    private HubConversation()
    {
    }

    /// <param name="origin">Of the page that opens it, as a browser says.</param>
    public static async Task<HubConversation> OpenAsync(HttpClient http, string? origin = null)
    {
        var conversation = new HubConversation();
        if (origin is not null)
            conversation._socket.Options.SetRequestHeader("Origin", origin);
        using var patience = new CancellationTokenSource(Patience);
        using var negotiated = await http.PostAsync(new Uri("/elsa/hubs/workflow-instance/negotiate?negotiateVersion=1", UriKind.Relative), null, patience.Token);
        var token = JsonNode.Parse(await negotiated.Content.ReadAsStringAsync(patience.Token))!["connectionToken"]!.GetValue<string>();
        await conversation._socket.ConnectAsync(new Uri($"ws://{http.BaseAddress!.Authority}/elsa/hubs/workflow-instance?id={token}"), patience.Token);
        await conversation.SendAsync("""{"protocol":"json","version":1}""");
        (await conversation.ReadAsync()).ToJsonString().Should().Be("{}", "the hub agrees to the protocol");
        return conversation;
    }

    public Task WatchAsync(string instanceId) => SendAsync(new JsonObject { ["type"] = 1, ["target"] = "ObserveInstanceAsync", ["arguments"] = new JsonArray(instanceId) }.ToJsonString());

    /// <summary>The next message to the client of that name; others and pings are passed over.</summary>
    public async Task<JsonNode> NextAsync(string target)
    {
        while (true)
        {
            var frame = await ReadAsync();
            if (frame["target"]?.GetValue<string>() == target)
                return frame;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
            await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        _socket.Dispose();
    }

    private async Task SendAsync(string text) => await _socket.SendAsync(Encoding.UTF8.GetBytes(text + End), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private async Task<JsonNode> ReadAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var buffer = new byte[65536];
        while (_frames.Count == 0)
        {
            var got = await _socket.ReceiveAsync(buffer, patience.Token);
            got.MessageType.Should().Be(WebSocketMessageType.Text);
            var parts = (_rest + Encoding.UTF8.GetString(buffer, 0, got.Count)).Split(End);
            foreach (var part in parts[..^1])
                _frames.Enqueue(JsonNode.Parse(part)!);
            _rest = parts[^1];
        }

        return _frames.Dequeue();
    }
}
