using System.Globalization;
using Automation.MailboxEmulator.Control;
using Automation.MailboxEmulator.Faults;
using Automation.MailboxEmulator.Mailboxes;
using Automation.MailboxEmulator.Throttling;

namespace Automation.MailboxEmulator.Graph;

/// <summary>One request from its route to its answer: access, limits, faults before, the work, faults after.</summary>
internal sealed class Pipeline(Router router, MailboxStore mailboxes, Throttle throttle, FaultRegister faults, RequestCounts counts, EmulatorOptions options)
{
    private static readonly TimeSpan Huge = TimeSpan.FromDays(1);

    public async ValueTask<GraphResponse> AnswerAsync(GraphRequest request)
    {
        var response = await TryAnswerAsync(request);
        counts.Answered(response.Status);
        return response;
    }

    private async ValueTask<GraphResponse> TryAnswerAsync(GraphRequest request)
    {
        try
        {
            var route = router.Find(request);
            if (route.MailboxKey is null)
            {
                counts.Asked(route.Kind, null);
                return await route.Answer(request, null!);
            }

            var mailbox = FindMailbox(route);
            counts.Asked(route.Kind, mailbox.Address);
            using (throttle.Enter(request.Application, mailbox.Address, route.Kind))
                return await AnswerMailboxAsync(request, route, mailbox);
        }
        catch (GraphException error)
        {
            return GraphResponse.Error(error, options.Time.GetUtcNow(), request.Header("client-request-id"));
        }
        catch (InvalidOperationException problem) when (problem.Message.Contains("UTF-16", StringComparison.Ordinal) || problem.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true)
        {
            // A JSON value of another kind than the property has, or half a surrogate pair.
            return GraphResponse.Error(GraphException.BadRequest("Unable to read JSON request payload. " + problem.Message), options.Time.GetUtcNow(), request.Header("client-request-id"));
        }
    }

    private async ValueTask<GraphResponse> AnswerMailboxAsync(GraphRequest request, Route route, Mailbox mailbox)
    {
        var switches = faults.Of(mailbox);
        if (!switches.HasAny)
            return await route.Answer(request, mailbox);
        if (switches.Take(FaultKind.Delay, route.Kind) is { } delay)
            await Task.Delay(TimeSpan.FromSeconds(delay.Seconds), options.Time, request.Cancelled);
        if (switches.Take(FaultKind.Throttled, route.Kind) is { } throttled)
            throw new GraphException(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.") { RetryAfter = RetryAfter(throttled) };
        if (switches.Take(FaultKind.Unavailable, route.Kind) is { } busy)
            throw new GraphException(503, "ErrorServerBusy", "The server cannot service this request right now. Try again later.") { RetryAfter = RetryAfter(busy) };
        if (switches.Fires(FaultKind.GatewayTimeout, route.Kind))
            throw new GraphException(504, "UnknownError", "");
        if (switches.Fires(FaultKind.Reset, route.Kind))
            return new GraphResponse { Status = 504, CutsConnection = true };
        var response = await route.Answer(request, mailbox);
        if (response.Status >= 300)
            return response;
        if (switches.Fires(FaultKind.GatewayTimeoutAfterAccept, route.Kind))
            throw new GraphException(504, "UnknownError", "");
        response.CutsConnection = switches.Fires(FaultKind.ResetAfterAccept, route.Kind);
        if (switches.Take(FaultKind.RetryAfterOnAccept, route.Kind) is { } odd && RetryAfter(odd) is { } wait)
            response.Headers.Add(("Retry-After", wait));
        return response;
    }

    private Mailbox FindMailbox(Route route)
    {
        var key = route.MailboxKey!;
        var mailbox = mailboxes.Find(key) ?? throw (route.Kind == "user.get"
            ? new GraphException(404, "Request_ResourceNotFound", $"Resource '{key}' does not exist or one of its queried reference-property objects are not present.")
            : new GraphException(404, "ErrorInvalidUser", $"The requested user '{key}' is invalid."));
        return route.Kind == "user.get" || options.AllowedMailboxes is not { } allowed || allowed.Contains(mailbox.Address, StringComparer.OrdinalIgnoreCase)
            ? mailbox
            : throw new GraphException(403, "ErrorAccessDenied", "Access to OData is disabled.");
    }

    private string? RetryAfter(Fault fault) => fault.RetryAfter.ToLowerInvariant() switch
    {
        "none" => null,
        "huge" => Huge.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        "date" => options.Time.GetUtcNow().AddSeconds(fault.Seconds).ToString("R", CultureInfo.InvariantCulture),
        _ => Math.Ceiling(fault.Seconds).ToString(CultureInfo.InvariantCulture),
    };
}
