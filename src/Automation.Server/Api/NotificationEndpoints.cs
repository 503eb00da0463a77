using Automation.Graph.Subscriptions;
using Automation.Mail.Mailboxes;
using Automation.Server.Composition;
using Automation.Server.Work;
using Automation.Stages.Health;
using Automation.Storage.Mailboxes;
using Microsoft.AspNetCore.Http.Features;

namespace Automation.Server.Api;

/// <summary>Where Microsoft 365 tells of changes. Answered at once (Graph waits 3 s): the news is only a wake-up.</summary>
internal static class NotificationEndpoints
{
    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(NotificationAddress.NotificationsPath, ReceiveAsync);
        routes.MapPost(NotificationAddress.LifecyclePath, ReceiveAsync);
    }

    private static async Task<IResult> ReceiveAsync(
        HttpRequest request, SubscriptionStore subscriptions, SubscriptionReauthorizations reauthorizations, DeskSignals signals, CancellationToken cancellationToken)
    {
        if (ValidationHandshake.Answer(request.QueryString.Value) is { } answer)
            return Results.Text(answer, ValidationHandshake.ContentType);
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } longest)
            longest.MaxRequestBodySize = NotificationReader.LongestBody;
        using var body = new MemoryStream();
        try
        {
            // Anybody may post here, and a body sent in chunks tells no length: no more is read than is allowed.
            await request.Body.CopyToAsync(body, cancellationToken);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Results.Problem(
                $"A notification has at most {NotificationReader.LongestBody / (1024 * 1024)} MB.", statusCode: StatusCodes.Status413PayloadTooLarge, title: "Too long");
        }

        var known = (await subscriptions.ListAsync(cancellationToken)).ToDictionary(
            s => s.Id, s => new MailSubscription(s.Id, new MailFolder(s.Mailbox, s.Folder), s.ClientState, s.ExpiresAt), StringComparer.Ordinal);
        foreach (var wakeUp in NotificationReader.Read(body.GetBuffer().AsMemory(0, (int)body.Length), id => known.GetValueOrDefault(id)))
        {
            if (wakeUp.Reason == MailWakeUpReason.SubscriptionRemoved)
                await subscriptions.RemoveAsync(wakeUp.SubscriptionId, cancellationToken);
            if (wakeUp.Reason == MailWakeUpReason.ReauthorizationRequired)
                reauthorizations.Add(wakeUp.SubscriptionId);
            if (wakeUp.Reason is MailWakeUpReason.SubscriptionRemoved or MailWakeUpReason.ReauthorizationRequired)
                signals.Subscriptions.Raise();
            if (known.GetValueOrDefault(wakeUp.SubscriptionId) is { } subscription)
                signals.RaiseSync(subscription.Folder.Mailbox);
        }

        return Results.Accepted();
    }
}
