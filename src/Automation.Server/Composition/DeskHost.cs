using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Automation.Desk;
using Automation.Desk.Workflows;
using Automation.MailboxEmulator;
using Automation.Server.Access;
using Automation.Server.Api;
using Automation.Server.Requests;
using Automation.Storage.Database;
using Automation.Studio;
using Automation.Studio.Package;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Automation.Server.Composition;

/// <summary>Builds and runs the server.</summary>
public static class DeskHost
{
    /// <summary>Runs until it is stopped. Exit codes: 0 stopped, 2 the configuration cannot be used.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        WebApplication app;
        WebApplication? emulator = null;
        try
        {
            var built = Build(args);
            app = built.Desk;
            emulator = built.Emulator;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or CryptographicException or IOException)
        {
            await Console.Error.WriteLineAsync($"The configuration cannot be used: {e.Message}");
            return 2;
        }

        await using (app)
        {
            DataFolderHold? hold = null;
            try
            {
                hold = DataFolderHold.Take(app.Services.GetRequiredService<DeskDatabase>().Options, app.Services.GetRequiredService<IOptions<DeskOptions>>().Value.DataFolder);
                if (emulator is not null)
                    await emulator.StartAsync();
                await app.StartAsync();
            }
            catch (Exception e) when (e is DataFolderInUseException or DataFolderUnusableException)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 2;
            }
            catch (IOException e)
            {
                hold?.Dispose();
                await Console.Error.WriteLineAsync($"{e.Message} Stop what listens there, or choose other addresses with --Urls and --Automation:Emulator:Url.");
                if (emulator is not null)
                    await emulator.DisposeAsync();
                return 2;
            }

            Tell(app, emulator);
            using (hold)
            {
                await app.WaitForShutdownAsync();
                if (emulator is not null)
                    await emulator.DisposeAsync();
            }
        }

        return Environment.ExitCode;
    }

    /// <summary>Puts the desk together without starting it; the emulator too, when no tenant is configured and it should start by itself.</summary>
    /// <exception cref="ArgumentException">The configuration cannot be used; the message names the setting and the cure.</exception>
    public static (WebApplication Desk, WebApplication? Emulator) Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseStaticWebAssets();
        // Files built but not published would be looked at for changes, and sent uncompressed when their times differ from those of the build.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] ??= "false";
        var options = Settings.Read(builder.Configuration);
        var urls = RequireLoopback(builder.Configuration["Urls"] ?? "http://127.0.0.1:5080");
        if (builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
            throw new ArgumentException("Kestrel:Endpoints is set. Until sign-in exists the desk listens on loopback only; use Urls, such as http://127.0.0.1:5080.");
        if (string.IsNullOrWhiteSpace(options.Graph.TenantId) && options.Emulator.Start)
            RequireLoopback(options.Emulator.Url);
        if (options.Desks.Count == 0 || options.Desks.Exists(d => !d.Address.Contains('@', StringComparison.Ordinal)))
            throw new ArgumentException("Automation:Desks names no usable mailbox; give each desk an Address such as helpdesk@contoso.example.");
        builder.Services.Configure<DeskOptions>(builder.Configuration.GetSection(DeskOptions.Section));
        builder.Services.AddSingleton(ContentFolder.Of(options));
        builder.Services.AddSingleton(NotificationsOf(options, urls));
        builder.Services.AddDesk(options);
        builder.Services.AddLoops();
        builder.Services.AddDeskPages(s => new WorkflowDesigner(s.GetRequiredService<StudioPackage>().IsInstalled));
        builder.Services.AddStudio();
        builder.Services.AddDeskAccess(options);
        // The notifications of Microsoft 365 come under a public name; all other requests are held to this machine's names by OutsideRequests.
        builder.Services.PostConfigure<HostFilteringOptions>(o => o.AllowedHosts = ["*"]);
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter());
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        });
        builder.Services.AddRequestErrors();
        AddTelemetry(builder);

        var app = builder.Build();
        app.UseRequestErrors();
        app.Use(OutsideRequests.RefuseAsync);
        app.Use(ForeignPages.RefuseAsync);
        app.Use(RequestErrors.RefuseNulAsync);
        app.Use(StartingAnswer.WaitForStartAsync);
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapTickets();
        app.MapInbox();
        app.MapRules();
        app.MapOutbox();
        app.MapInstances();
        app.MapWorkflowOffers();
        app.MapWorkflowMigrations();
        app.MapHealth();
        app.MapNotifications();
        app.MapWorkflowHttp();
        app.MapStudio();
        app.MapDeskPages();
        return (app, EmulatorOf(options));
    }

    private static WebApplication? EmulatorOf(DeskOptions options)
    {
        if (!string.IsNullOrWhiteSpace(options.Graph.TenantId) || !options.Emulator.Start)
            return null;
        var emulator = EmulatorOptions.CreateDefault();
        emulator.Url = options.Emulator.Url;
        emulator.AllowHttpNotifications = true;
        emulator.PersistFolder = options.Emulator.Persist ? DataFolder.Make(options, "emulator") : null;
        foreach (var desk in options.Desks.Where(d => emulator.Mailboxes.All(m => !m.Address.Equals(d.Address, StringComparison.OrdinalIgnoreCase))))
            emulator.Mailboxes.Add(new MailboxSeed(desk.Address, desk.Name, MailboxRole.Desk));
        return EmulatorHost.Build(emulator);
    }

    /// <summary>The emulator can call us on loopback; Microsoft 365 only at a public https address.</summary>
    private static NotificationAddress NotificationsOf(DeskOptions options, string[] urls)
    {
        if (options.Graph.NotificationUrl is { Length: > 0 } configured)
            return new NotificationAddress(new Uri(configured));
        return string.IsNullOrWhiteSpace(options.Graph.TenantId) ? new NotificationAddress(new Uri(urls[0])) : new NotificationAddress((Uri?)null);
    }

    /// <summary>There is no sign-in yet, so nobody outside this machine may reach the desk.</summary>
    private static string[] RequireLoopback(string configured)
    {
        var urls = configured.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var url in urls)
        {
            BindingAddress address;
            try
            {
                address = BindingAddress.Parse(url);
            }
            catch (FormatException e)
            {
                throw new ArgumentException($"Urls contains '{url}', which is no address; write it as http://127.0.0.1:5080.", e);
            }

            if (address.Host != "localhost" && !(IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)))
                throw new ArgumentException($"Urls contains {url}. Until sign-in exists the desk listens on loopback only; use http://127.0.0.1:5080.");
        }

        return urls;
    }

    private static void AddTelemetry(WebApplicationBuilder builder)
    {
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(m => m.AddAspNetCoreInstrumentation().AddMeter(Automation.Graph.Requests.RequestCounts.MeterName))
            .WithTracing(t => t.AddAspNetCoreInstrumentation());
        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            OpenTelemetry.OpenTelemetryBuilderOtlpExporterExtensions.UseOtlpExporter(telemetry);
    }

    private static void Tell(WebApplication app, WebApplication? emulator)
    {
        var options = app.Services.GetRequiredService<IOptions<DeskOptions>>().Value;
        var database = app.Services.GetRequiredService<DeskDatabase>().Options.Kind;
        Console.WriteLine();
        Console.WriteLine($"  Desk      {string.Join(", ", app.Urls)}   tickets, inbox, outbox, health");
        if (emulator is not null)
            Console.WriteLine($"  Mailboxes {string.Join(", ", emulator.Urls)}   write to {string.Join(" or ", options.Desks.Select(d => d.Address))} as any user");
        Console.WriteLine($"  Data      {Path.GetFullPath(options.DataFolder)} ({database})");
        Console.WriteLine("  Ctrl+C stops it.");
        Console.WriteLine();
    }
}
