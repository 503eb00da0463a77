using System.Text.Json;

namespace Automation.Server.Requests;

/// <summary>Requests that cannot be understood are answered with RFC 9457 problem details that say what is wrong, never with an empty body or a fault of ours.</summary>
internal static class RequestErrors
{
    public static void AddRequestErrors(this IServiceCollection services)
    {
        // By itself the framework answers a body it cannot read with an empty 400.
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.AddProblemDetails(o => o.CustomizeProblemDetails = context =>
        {
            if (context.Exception is BadHttpRequestException e)
                (context.ProblemDetails.Title, context.ProblemDetails.Detail) = ("The request cannot be used.", Words(e));
            else if (context.ProblemDetails.Status == StatusCodes.Status405MethodNotAllowed && context.HttpContext.Response.Headers.Allow.ToString() is { Length: > 0 } allowed)
                context.ProblemDetails.Detail = $"{context.HttpContext.Request.Method} is not possible here; {allowed} is.";
        });
    }

    public static void UseRequestErrors(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = e => e is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException,
        });
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/api"), api => api.UseStatusCodePages());
    }

    /// <summary>NUL can be stored in no PostgreSQL text and is in no text a person asks for.</summary>
    public static Task RefuseNulAsync(HttpContext http, RequestDelegate next) =>
        http.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true || http.Request.Path.Value?.Contains('\0', StringComparison.Ordinal) == true
            ? Results.Problem("The address contains the character NUL (%00), which no text here has; leave it out.", statusCode: StatusCodes.Status400BadRequest, title: "The request cannot be used.").ExecuteAsync(http)
            : next(http);

    private static string Words(BadHttpRequestException e) => e.InnerException switch
    {
        JsonException { LineNumber: { } line, BytePositionInLine: { } position } json =>
            $"The body is not the JSON that is wanted, at line {line + 1}, byte {position + 1}{(json.Path is { Length: > 0 } and not "$" ? $" ({json.Path})" : "")}: {Reason(json)}",
        JsonException json => $"The body is not the JSON that is wanted: {Reason(json)}",
        _ => BindingWords.OfRequest(e.Message),
    };

    /// <summary>The reader puts the place behind its sentence; it stands before it here, counted as editors count.</summary>
    private static string Reason(JsonException e)
    {
        var message = e.Message;
        var place = message.IndexOf(" Path: ", StringComparison.Ordinal);
        if (place < 0)
            place = message.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        return BindingWords.OfJson(place < 0 ? message : message[..place], e.InnerException?.Message);
    }
}
