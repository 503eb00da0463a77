using System.Net;

namespace Automation.MailboxEmulator.Control;

/// <summary>
/// The control API asks for no token, so a page of another site must not reach it through a person's browser: neither by its own name that leads here (DNS rebinding), nor by posting here.
/// </summary>
internal static class ForeignRequests
{
    public static Task RefuseAsync(HttpContext http, RequestDelegate next)
    {
        if (!IsHere(http))
            return RefuseAsync(http, $"'{http.Request.Host}' is not a name of this machine; use the address the emulator listens on.");
        return http.Request.Headers.Origin.ToString() is { Length: > 0 } origin && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == http.Request.Host.Value)
            ? RefuseAsync(http, $"Requests from pages of {origin} are refused.")
            : next(http);
    }

    /// <summary>Under loopback's names, or under the address the request really came in at when the emulator was told to listen elsewhere.</summary>
    private static bool IsHere(HttpContext http)
    {
        var host = http.Request.Host.Host;
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return true;
        return IPAddress.TryParse(host.Trim('[', ']'), out var address) && (IPAddress.IsLoopback(address) || address.Equals(http.Connection.LocalIpAddress));
    }

    private static Task RefuseAsync(HttpContext http, string reason) => ControlJson.WriteAsync(http, new { error = reason }, StatusCodes.Status403Forbidden);
}
