using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Automation.Graph;
using Automation.Graph.Connection;
using Automation.Graph.Requests;
using Automation.Server.Access;
using Automation.Server.Work;
using Automation.Stages.Access;
using Automation.Stages.Content;
using Automation.Stages.Effects;
using Automation.Stages.Health;
using Automation.Stages.Http;
using Automation.Stages.Instances;
using Automation.Stages.Instances.Migration;
using Automation.Stages.Log;
using Automation.Stages.Log.Batches;
using Automation.Stages.People;
using Automation.Stages.Receiving;
using Automation.Stages.Sending;
using Automation.Stages.Tasks;
using Automation.Stages.Timers;
using Automation.Storage.Database;
using Automation.Storage.Documents;
using Automation.Storage.Inbox;
using Automation.Storage.Mailboxes;
using Automation.Storage.Outbox;
using Automation.Storage.People;
using Automation.Storage.Tickets;
using Automation.Storage.Workflows;
using Automation.Workflows.Activities;
using Automation.Workflows.Execution;
using Automation.Workflows.Expressions;
using Automation.Workflows.Graphs;
using Automation.Workflows.Runtime;
using Quartz;

namespace Automation.Server.Composition;

/// <summary>Puts the desk together.</summary>
internal static class DeskServices
{
    public static void AddDesk(this IServiceCollection services, DeskOptions options)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(NodeOf(options));
        services.AddSingleton<NodeHold>();
        services.AddSingleton<ProblemBoard>();
        services.AddSingleton<DeskSignals>();
        services.AddSingleton<StartGate>();
        AddStorage(services, options);
        AddWorkflows(services, options);
        services.AddRuleBook();
        AddStages(services, options);
        services.AddGraphMailbox(Graph(options), Timings(options));
    }

    public static void AddLoops(this IServiceCollection services)
    {
        services.AddHostedService<DeskStartup>();
        services.AddHostedService<NodeHoldLoop>();
        services.AddRuleLoops();
        services.AddHostedService<ReceivingLoop>();
        services.AddHostedService<SecondLookLoop>();
        services.AddHostedService<InboxHealthLoop>();
        services.AddHostedService<LogLoop>();
        services.AddHostedService<SendingLoop>();
        services.AddHostedService<ConfirmationLoop>();
        services.AddHostedService<SubscriptionLoop>();
        services.AddQuartz(quartz => quartz.AddJob<RingTimers>(job => job.WithIdentity(QuartzAlarm.Job).StoreDurably()));
        services.AddQuartzHostedService(quartz => quartz.WaitForJobsToComplete = true);
        services.AddSingleton<ITimerAlarm, QuartzAlarm>();
        services.AddHostedService<TimerLoop>();
        services.AddHostedService<EffectLoop>();
        services.AddHostedService<RetentionLoop>();
        services.AddHostedService<StrayDraftLoop>();
        services.AddHostedService<DirectoryLoop>();
        services.AddHostedService<InstanceHealthLoop>();
        services.AddHostedService<LiveLoop>();
    }

    private static void AddStorage(IServiceCollection services, DeskOptions options)
    {
        // Read now: a database that cannot be used is told before anything starts.
        var settings = DatabaseSettings.Of(options);
        services.AddSingleton(_ => new DeskDatabase(settings));
        services.AddSingleton<InstanceSettings>();
        services.AddSingleton<InboxStore>();
        services.AddSingleton<InboxDetails>();
        services.AddSingleton<InboxQueries>();
        services.AddSingleton<OutboxStore>();
        services.AddSingleton<FolderCursors>();
        services.AddSingleton<SubscriptionStore>();
        services.AddSingleton<DocumentStore>();
        services.AddSingleton<DirectoryStore>();
        services.AddSingleton(provider => new DirectorySync(
            string.IsNullOrWhiteSpace(options.DirectoryFile) ? null : Path.GetFullPath(options.DirectoryFile),
            provider.GetRequiredService<DirectoryStore>(), provider.GetRequiredService<DeskContentHolder>(), provider.GetRequiredService<ProblemBoard>(), provider.GetRequiredService<ILogger<DirectorySync>>()));
        services.AddSingleton<TicketQueries>();
        services.AddSingleton<WorkflowDefinitionStore>();
        services.AddSingleton<DefinitionLibrary>();
        services.AddSingleton<DefinitionQueries>();
        services.AddSingleton<InstanceViews>();
        services.AddSingleton<InstanceQueries>();
        services.AddSingleton<InstanceTroubles>();
        services.AddSingleton<WorkflowUnits>();
    }

    private static void AddWorkflows(IServiceCollection services, DeskOptions options)
    {
        services.AddSingleton<IDeskTask, ReadTicket>();
        services.AddSingleton<IDeskTask, ClassifyTicket>();
        services.AddSingleton<IDeskTask, NotifyTeam>();
        services.AddSingleton<IDeskTask, AddNote>();
        services.AddSingleton<IDeskTask, FindPerson>();
        services.AddSingleton(s => ActivityRegistry.WithActivitiesOf(typeof(MailReceived).Assembly)
            .WithChoices("tasks", s.GetServices<IDeskTask>().Select(t => t.Name).Concat(s.GetServices<IWorkflowTask>().Select(t => t.Name)))
            .WithChoices("secrets", options.Secrets.Keys)
            .WithChoices("policies", AccessPolicies.All));
        services.AddSingleton(_ => new ExpressionCompiler(new ExpressionLimits()));
        services.AddSingleton<GraphCompiler>();
        services.AddSingleton(s => new GraphCache(s.GetRequiredService<GraphCompiler>()));
        services.AddSingleton<IIdGenerator, TimeOrderedIds>();
        services.AddSingleton(s => new WorkflowRuntime(
            s.GetRequiredService<GraphCache>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<IIdGenerator>(), new RuntimeOptions { MaxRepeats = options.Workflows.MaxRepeats }));
    }

    private static void AddStages(IServiceCollection services, DeskOptions options)
    {
        services.AddSingleton(new ReceivingOptions
        {
            MaxAttachmentBytes = options.Mailboxes.MaxAttachmentBytes,
            Since = options.Mailboxes.Since,
            FullReadEvery = options.Mailboxes.FullReadHours > 0 ? TimeSpan.FromHours(options.Mailboxes.FullReadHours) : null,
            BatchSize = options.Mailboxes.BatchSize,
        });
        services.AddSingleton<DeskContentHolder>();
        services.AddSingleton<ContentLoader>();
        services.AddSingleton(new ReplyAddresses(options.Desks.Where(d => d.ReplyAddresses).Select(d => d.Address.Trim())));
        services.AddSingleton<FolderSync>();
        services.AddSingleton<SecondLook>();
        services.AddSingleton<LogWorkflow>();
        services.AddSingleton<MailProcessor>();
        services.AddSingleton<WarmUp>();
        services.AddSingleton<OutboxTroubles>();
        services.AddSingleton<InboxTroubles>();
        services.AddSingleton<InboxHealth>();
        services.AddSingleton<SubscriptionReauthorizations>();
        services.AddSingleton<ReplyHealth>();
        services.AddSingleton<OutboxSender>();
        services.AddSingleton<SentItemsSync>();
        services.AddSingleton<StrayDrafts>();
        services.AddSingleton<TimerClock>();
        services.AddSingleton<IWorkflowWakeUp>(s => s.GetRequiredService<TimerClock>());
        services.AddSingleton<DueTimers>();
        services.AddSingleton(new EffectOptions
        {
            AllowedPrivateHosts = options.Workflows.AllowedPrivateHosts,
            HttpTimeout = TimeSpan.FromSeconds(options.Workflows.HttpTimeoutSeconds),
            MaxAnswerBytes = options.Workflows.MaxAnswerBytes,
            Secrets = options.Secrets,
        });
        services.AddSingleton<HttpSender>();
        services.AddSingleton<EffectWorker>();
        services.AddSingleton<InstanceActions>();
        services.AddSingleton<InstanceRetention>();
        services.AddSingleton<InstanceHealth>();
        services.AddSingleton<WorkflowOffers>();
        services.AddSingleton<InstanceMigrations>();
        services.AddSingleton<WorkflowRequests>();
        services.AddSingleton<EndpointCallers>();
    }

    /// <summary>
    /// Two processes must never share a name: each would take the other's leases for its own. On SQLite the data folder is held by one process, so the machine's name is unique;
    /// on PostgreSQL only a configured name is known to be.
    /// </summary>
    private static NodeIdentity NodeOf(DeskOptions options)
    {
        if (options.NodeName is { Length: > 0 } name)
            return new NodeIdentity(name, IsKept: true);
        return DatabaseSettings.Of(options).Kind == DatabaseKind.Sqlite
            ? new NodeIdentity(Environment.MachineName, IsKept: true)
            : new NodeIdentity($"{Environment.MachineName}-{Guid.NewGuid():N}"[..Math.Min(60, Environment.MachineName.Length + 9)], IsKept: false);
    }

    private static GraphOptions Graph(DeskOptions options)
    {
        var graph = options.Graph;
        var limits = new GateLimits { SendsPerMinute = graph.SendsPerMinute };
        if (string.IsNullOrWhiteSpace(graph.TenantId))
        {
            return new GraphOptions
            {
                SignIn = new GraphSignIn.FixedToken("emulator"),
                BaseUrl = new Uri(new Uri(options.Emulator.Url), "/v1.0"),
                InstanceName = options.LoopName,
                PageSize = options.Mailboxes.PageSize,
                Limits = limits,
            };
        }

        return new GraphOptions
        {
            SignIn = SignIn(graph),
            Cloud = Enum.TryParse<GraphCloud>(graph.Cloud, ignoreCase: true, out var cloud)
                ? cloud
                : throw new ArgumentException($"Automation:Graph:Cloud is '{graph.Cloud}'; use one of {string.Join(", ", Enum.GetNames<GraphCloud>())}."),
            InstanceName = options.LoopName,
            PageSize = options.Mailboxes.PageSize,
            Limits = limits,
        };
    }

    private static GraphSignIn SignIn(DeskOptions.GraphSection graph)
    {
        var client = graph.ClientId;
        return graph.Credential.ToUpperInvariant() switch
        {
            "CLIENTCERTIFICATE" => new GraphSignIn.ClientCertificate(
                graph.TenantId!,
                Required(client, "ClientId"),
                Certificate(Required(graph.CertificatePath, "CertificatePath"), graph.CertificatePassword)),
            "CLIENTSECRET" => new GraphSignIn.ClientSecret(graph.TenantId!, Required(client, "ClientId"), Required(graph.ClientSecret, "ClientSecret")),
            "MANAGEDIDENTITY" => new GraphSignIn.ManagedIdentity(client),
            "WORKLOADIDENTITY" => new GraphSignIn.WorkloadIdentity(graph.TenantId, client),
            _ => throw new ArgumentException(
                $"Automation:Graph:Credential is '{graph.Credential}'; use ClientCertificate, ClientSecret, ManagedIdentity or WorkloadIdentity."),
        };
    }

    /// <exception cref="ArgumentException">Names the file and what is wrong with it; never the password.</exception>
    private static X509Certificate2 Certificate(string path, string? password)
    {
        const string setting = "Automation:Graph:CertificatePath";
        if (!File.Exists(path))
            throw new ArgumentException($"{setting} is '{path}', where no file is; write the path of a PKCS #12 file (.pfx, .p12) with its private key.");
        try
        {
            var certificate = X509CertificateLoader.LoadPkcs12FromFile(path, password);
            return certificate.HasPrivateKey ? certificate : throw new ArgumentException($"{setting} is '{path}', which has no private key; export the certificate with its key.");
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException(
                $"{setting} is '{path}', which cannot be read ({e.Message.TrimEnd('.')}); it must be a PKCS #12 file (.pfx, .p12) this process may read, and Automation:Graph:CertificatePassword its password.", e);
        }
    }

    private static string Required(string? value, string name) =>
        string.IsNullOrWhiteSpace(value) ? throw new ArgumentException($"Automation:Graph:{name} is missing; this kind of credential needs it.") : value;

    private static Mail.Sending.SendTimings? Timings(DeskOptions options) => options.Graph.UnknownWaitSeconds is { } seconds
        ? new Mail.Sending.SendTimings
        {
            UnknownWait = TimeSpan.FromSeconds(seconds),
            FirstRetry = TimeSpan.FromSeconds(1),
            FirstLook = TimeSpan.FromSeconds(1),
            LongestLook = TimeSpan.FromSeconds(5),
            LongestRetry = TimeSpan.FromSeconds(10),
            ConfirmAfter = TimeSpan.FromSeconds(10),
        }
        : null;
}
