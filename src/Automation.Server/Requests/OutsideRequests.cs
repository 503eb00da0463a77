using System.Net;
using Automation.Server.Composition;

namespace Automation.Server.Requests;

/// <summary>
/// Turns away what comes from outside this machine. A proxy on this machine that forwards the notifications of Microsoft 365 connects from loopback like a person who sits here,
/// so the connection alone does not tell: the name that was asked for and the marks that proxies leave do. Only the notification paths answer such requests.
/// </summary>
internal static class OutsideRequests
{
    /// <summary>What proxies add, and what the platform turns them into when it was told to trust a proxy.</summary>
    private static readonly string[] MarksOfProxies =
        ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "X-Original-For", "X-Original-Host", "Via"];

    public static Task RefuseAsync(HttpContext http, RequestDelegate next) =>
        IsNotification(http.Request) || !IsFromOutside(http)
            ? next(http)
            : Results.Problem(
                "This request came through a proxy or under a name that is not this machine's. Until sign-in exists the desk answers only on this machine, at the address it listens on, "
                + $"such as http://127.0.0.1:5080; a proxy may forward {NotificationAddress.NotificationsPath} and {NotificationAddress.LifecyclePath}, and nothing else.",
                statusCode: StatusCodes.Status403Forbidden,
                title: "Not from outside").ExecuteAsync(http);

    private static bool IsNotification(HttpRequest request) =>
        HttpMethods.IsPost(request.Method)
        && (request.Path.Equals(NotificationAddress.NotificationsPath, StringComparison.OrdinalIgnoreCase)
            || request.Path.Equals(NotificationAddress.LifecyclePath, StringComparison.OrdinalIgnoreCase));

    private static bool IsFromOutside(HttpContext http) =>
        (http.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address))
        || !IsThisMachine(http.Request.Host.Host)
        || Array.Exists(MarksOfProxies, http.Request.Headers.ContainsKey);

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
