using System.Net;
using Automation.Stages.Health;

namespace Automation.Server.Requests;

/// <summary>What everybody gets until the desk is ready: 503 with the reason, for a person as a page that looks again by itself.</summary>
internal static class StartingAnswer
{
    private const string Seconds = "2";

    public static async Task WaitForStartAsync(HttpContext http, RequestDelegate next)
    {
        var gate = http.RequestServices.GetRequiredService<StartGate>();
        if (gate.IsOpen || http.Request.Path.StartsWithSegments("/health") || http.Request.Path.StartsWithSegments("/graph"))
        {
            await next(http);
            return;
        }

        http.Response.Headers.RetryAfter = Seconds;
        var problems = http.RequestServices.GetRequiredService<ProblemBoard>().Current.Select(p => p.Message).ToList();
        if (http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.Headers.CacheControl = "no-store";
            await Results.Text(Page(problems), "text/html; charset=utf-8", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(http);
            return;
        }

        await Results.Problem(string.Join(" ", problems.DefaultIfEmpty("The desk is starting.")), statusCode: StatusCodes.Status503ServiceUnavailable, title: "Starting").ExecuteAsync(http);
    }

    /// <summary>Needs nothing but itself: the styles of the pages are behind the same gate.</summary>
    private static string Page(List<string> problems)
    {
        var title = problems.Count == 0 ? "The desk is starting" : "The desk cannot start yet";
        var words = problems.Count == 0
            ? "<p>It reads its database and its rules. This page looks again by itself.</p>"
            : $"<ul>{string.Concat(problems.Select(p => $"<li>{WebUtility.HtmlEncode(p)}</li>"))}</ul><p>It is tried again by itself, and this page looks again.</p>";
        return $$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="refresh" content="{{Seconds}}">
            <title>{{title}} · Automation</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 18vh auto 0; padding: 0 1.5rem; }
            h1 { font-size: 1.4rem; font-weight: 600; }
            ul { padding-left: 1.2rem; }
            </style>
            </head>
            <body><h1>{{title}}</h1>{{words}}</body>
            </html>
            """;
    }
}
