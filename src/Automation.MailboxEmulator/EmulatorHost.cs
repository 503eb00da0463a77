using Automation.MailboxEmulator.Control;
using Automation.MailboxEmulator.Faults;
using Automation.MailboxEmulator.Graph;
using Automation.MailboxEmulator.Mailboxes;
using Automation.MailboxEmulator.Notifications;
using Automation.MailboxEmulator.Page;
using Automation.MailboxEmulator.Persistence;
using Automation.MailboxEmulator.Throttling;
using Automation.MailboxEmulator.Transport;

namespace Automation.MailboxEmulator;

/// <summary>Builds an emulator: its own small web server, apart from any other host in the process.</summary>
public static class EmulatorHost
{
    /// <summary>Mail up to this size can be put in (Exchange's largest message).</summary>
    private const long MaxRequestBytes = 160L * 1024 * 1024;

    /// <summary>Makes the server; start it with <c>StartAsync</c> or <c>RunAsync</c>. It reads no configuration of the surrounding process.</summary>
    /// <param name="args">Command line of an emulator that runs alone: <c>--urls</c>, <c>--persist</c>, <c>--no-throttling</c>, <c>--allow-http-notifications</c>; null otherwise.</param>
    /// <exception cref="ArgumentException">An option does not make sense; the message says which.</exception>
    public static WebApplication Build(EmulatorOptions options, string[]? args = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        CommandLine.Apply(options, args ?? []);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(EmulatorHost).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().UseUrls(options.Url).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
        });
        builder.Services.AddRoutingCore();
        AddServices(builder.Services, options);
        var app = builder.Build();
        app.Use(ForeignRequests.RefuseAsync);
        app.UseRouting();
        // Before any request: the mailboxes exist and the journal has been read.
        app.Services.GetRequiredService<Emulation>().Start();
        var graph = app.Services.GetRequiredService<GraphEndpoint>();
        app.Map("/v1.0/{**path}", graph.AnswerAsync);
        app.Map(UploadSessions.PathPrefix + "{**path}", graph.UploadAsync);
        ControlEndpoints.Map(app);
        PageFiles.Map(app);
        return app;
    }

    private static void AddServices(IServiceCollection services, EmulatorOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(new MailboxStore(options.Time.GetUtcNow().ToUnixTimeMilliseconds()));
        services.AddSingleton<FaultRegister>();
        services.AddSingleton<Throttle>();
        services.AddSingleton<RequestCounts>();
        services.AddSingleton<SendLedger>();
        services.AddSingleton<Postman>();
        services.AddSingleton<NotificationSender>();
        services.AddSingleton<Subscriptions>();
        services.AddSingleton<Notifier>();
        services.AddSingleton<Graph.Directory>();
        services.AddSingleton<MessageActions>();
        services.AddSingleton<Attachments>();
        services.AddSingleton<UploadSessions>();
        services.AddSingleton<Router>();
        services.AddSingleton<Pipeline>();
        services.AddSingleton<Batch>();
        services.AddSingleton<GraphEndpoint>();
        services.AddSingleton<Journal>();
        services.AddSingleton<Emulation>();
        services.AddSingleton<ControlApi>();
        services.AddSingleton<PutInApi>();
        services.AddSingleton<WritingApi>();
    }
}
