using Microsoft.AspNetCore.SignalR;

namespace Automation.Studio.Live;

/// <summary>Where Studio's instance viewer asks to be told of an instance. Whoever may read instances may watch them.</summary>
internal sealed class WorkflowInstanceHub(LiveInstances live) : Hub
{
    public void ObserveInstanceAsync(string instanceId) => live.Watch(Context.ConnectionId, instanceId);

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        live.Leave(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }
}
