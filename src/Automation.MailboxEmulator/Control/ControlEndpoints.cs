namespace Automation.MailboxEmulator.Control;

/// <summary>Addresses of the control API. It asks for no token: who reaches the emulator may do all.</summary>
internal static class ControlEndpoints
{
    private const string Box = "/_emulator/mailboxes/{address}";

    public static void Map(WebApplication app)
    {
        var api = app.Services.GetRequiredService<ControlApi>();
        var putIn = app.Services.GetRequiredService<PutInApi>();
        var writing = app.Services.GetRequiredService<WritingApi>();
        Put("GET", "/_emulator/mailboxes", api.ListMailboxesAsync);
        Put("POST", "/_emulator/mailboxes", api.CreateMailboxAsync);
        Put("GET", Box + "/messages", api.ListMessagesAsync);
        Put("POST", Box + "/messages", putIn.OneAsync);
        Put("POST", Box + "/messages/batch", putIn.ManyAsync);
        Put("POST", Box + "/send", writing.SendAsync);
        Put("POST", Box + "/messages/{id}/automatic-reply", writing.AutomaticReplyAsync);
        Put("POST", Box + "/messages/{id}/bounce", writing.BounceAsync);
        Put("POST", Box + "/messages/{id}/read", writing.MarkReadAsync);
        Put("GET", Box + "/messages/{id}/attachments/{attachment}", writing.AttachmentAsync);
        Put("GET", "/_emulator/version", api.GetVersionAsync);
        Put("GET", Box + "/faults", api.GetFaultsAsync);
        Put("PUT", Box + "/faults", api.SetFaultsAsync);
        Put("DELETE", Box + "/faults", api.ClearFaultsAsync);
        Put("POST", Box + "/expire-delta-tokens", api.ExpireTokensAsync);
        Put("GET", "/_emulator/subscriptions", api.ListSubscriptionsAsync);
        Put("POST", "/_emulator/subscriptions/{id}/lifecycle/{event}", api.LifecycleAsync);
        Put("GET", "/_emulator/throttling", api.GetThrottlingAsync);
        Put("PUT", "/_emulator/throttling", api.SetThrottlingAsync);
        Put("GET", "/_emulator/statistics", api.GetStatisticsAsync);
        Put("DELETE", "/_emulator/statistics", api.ResetStatisticsAsync);
        Put("POST", "/_emulator/reset", api.ResetAsync);

        void Put(string method, string pattern, Func<HttpContext, Task> answer) => app.MapMethods(pattern, [method], Guarded(answer));
    }

    public static RequestDelegate Guarded(Func<HttpContext, Task> answer) => async http =>
    {
        try
        {
            await answer(http);
        }
        catch (ControlException problem)
        {
            await ControlJson.WriteAsync(http, new { error = problem.Message }, problem.Status);
        }
        catch (Graph.GraphException problem)
        {
            await ControlJson.WriteAsync(http, new { error = problem.Message, code = problem.Code }, problem.Status);
        }
    };
}
