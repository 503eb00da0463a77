using System.Net;
using System.Net.Sockets;

namespace Automation.EndToEnd.Harness;

/// <summary>Ports of the loopback address that nobody listens on.</summary>
public static class FreePort
{
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static Uri Url() => new($"http://127.0.0.1:{Take()}");
}
