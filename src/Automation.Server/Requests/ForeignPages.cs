namespace Automation.Server.Requests;

/// <summary>
/// A page of another site must not make a person's browser change anything here, nor listen to what happens: browsers let every page open a WebSocket anywhere.
/// Microsoft 365 and scripts send no Origin.
/// </summary>
internal static class ForeignPages
{
    public static Task RefuseAsync(HttpContext http, RequestDelegate next)
    {
        var isUnsafe = !(HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || HttpMethods.IsOptions(http.Request.Method));
        var isSocket = http.Request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase);
        if ((isUnsafe || isSocket) && http.Request.Headers.Origin.ToString() is { Length: > 0 } origin
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == http.Request.Host.Value))
        {
            return Results.Problem($"Requests from pages of {origin} are refused.", statusCode: StatusCodes.Status403Forbidden, title: "Foreign origin").ExecuteAsync(http);
        }

        return next(http);
    }
}
