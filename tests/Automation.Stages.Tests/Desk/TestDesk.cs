using Automation.Mail.Acknowledging;
using Automation.Mail.Mailboxes;
using Automation.Mail.Threading;
using Automation.Stages.Content;
using Automation.Stages.Health;
using Automation.Stages.Log;
using Automation.Stages.Log.Batches;
using Automation.Stages.Receiving;
using Automation.Storage.Database;
using Automation.Storage.Documents;
using Automation.Storage.Inbox;
using Automation.Storage.Mailboxes;
using Automation.Storage.People;
using Automation.Storage.RuleBook;
using Automation.Storage.Workflows;
using Automation.Tickets.People;
using Automation.Workflows.Activities;
using Automation.Workflows.Execution;
using Automation.Workflows.Expressions;
using Automation.Workflows.Graphs;
using Automation.Workflows.Runtime;
using Microsoft.Extensions.Logging.Abstractions;

namespace Automation.Stages.Tests.Desk;

/// <summary>One node of a help desk without a network: the real stages over a real database and a mailbox in memory.</summary>
public sealed class TestDesk : IDisposable
{
    public const string HelpDesk = "helpdesk@contoso.example";
    public const string Facilities = "facilities@contoso.example";

    /// <summary>Caps that do not come into play.</summary>
    public static AcknowledgementLimits NoLimits { get; } = new()
    {
        PerAddressInTenMinutes = int.MaxValue,
        PerAddressInDay = int.MaxValue,
        PerPatternInDay = int.MaxValue,
        PerDomainInHour = int.MaxValue,
        TotalInTenMinutes = int.MaxValue,
    };

    private static readonly Tickets.People.Desk[] Desks = [new(HelpDesk, "IT Help Desk", "Europe/Berlin", "en"), new(Facilities, "Facilities", "Europe/Berlin", "en")];

    private static readonly Lazy<GraphCache> Graphs = new(() => new GraphCache(new GraphCompiler(
        ActivityRegistry.WithActivitiesOf(typeof(MailReceived).Assembly, typeof(TestDesk).Assembly), new ExpressionCompiler(new ExpressionLimits()))));

    private readonly DeskDatabase _database;
    private readonly ContentLoader _loader;
    private readonly DirectoryStore _directory;
    private readonly WorkflowUnits _units;

    public TestDesk(DeskDatabase database, TimeProvider time, IIdGenerator? ids = null, EmlSource? source = null, string node = "a", int batchSize = 100, DateTimeOffset? since = null, bool replyAddresses = false)
    {
        _database = database;
        Source = source ?? new EmlSource();
        ids ??= new TimeOrderedIds(time);
        Problems = new ProblemBoard(time);
        _directory = new DirectoryStore(database, time);
        var documents = new DocumentStore(database, time);
        var rules = new PublishedRules(documents, Problems, NullLogger<PublishedRules>.Instance);
        _units = new WorkflowUnits(database, time);
        Library = new DefinitionLibrary(_units, Graphs.Value, ids, time);
        Offers = new WorkflowOffers(Library, new DefinitionQueries(database), Problems);
        _loader = new ContentLoader(
            documents, new WorkflowDefinitionStore(database, Graphs.Value, ids, time), _directory, rules, Holder, Offers, Problems, NullLogger<ContentLoader>.Instance);
        Swap = new RuleSwap(new RuleBookStore(database, time), rules, Holder, Problems, NullLogger<RuleSwap>.Instance);
        var replies = new ReplyAddresses(replyAddresses ? [HelpDesk] : []);
        replies.Use(new byte[32]);
        var options = new ReceivingOptions { BatchSize = batchSize, Since = since };
        var identity = new NodeIdentity(node);
        Processor = new MailProcessor(
            database, Holder, Source, new LogWorkflow(database, new WorkflowRuntime(Graphs.Value, time, ids), time), replies, Signals, Problems, options, ids, time,
            NullLogger<MailProcessor>.Instance);
        Sync = new FolderSync(Source, new InboxStore(database, time), new FolderCursors(database, time), Signals, Problems, identity, options, time, NullLogger<FolderSync>.Instance);
        Health = new InboxHealth(new InboxTroubles(database, time), new FolderCursors(database, time), Problems, time);
        Look = new SecondLook(Source, new InboxDetails(database, time), Signals, identity, options, Problems, time);
    }

    /// <summary>The rules, templates, service levels and workflows as shipped.</summary>
    public static string ShippedContent { get; } = Path.Combine(AppContext.BaseDirectory, "content");

    public EmlSource Source { get; }

    public DeskContentHolder Holder { get; } = new();

    public DeskSignals Signals { get; } = new();

    public ProblemBoard Problems { get; }

    public MailProcessor Processor { get; }

    public RuleSwap Swap { get; }

    public FolderSync Sync { get; }

    public SecondLook Look { get; }

    public InboxHealth Health { get; }

    public DefinitionLibrary Library { get; }

    public WorkflowOffers Offers { get; }

    public static PlusAddresses ReplyAddresses { get; } = new(new byte[32]);

    public async Task LoadAsync(string? folder = null, AcknowledgementLimits? limits = null)
    {
        await _directory.AddMissingAsync(
            [
                new Person("ann.lee@contoso.example", "Ann Lee", "Finance", Language: "en"),
                new Person("carla.meyer@contoso.example", "Carla Meyer", "Board", Language: "en", IsVip: true),
                new Person("dieter.braun@contoso.example", "Dieter Braun", "Logistics", Language: "de"),
            ],
            [
                new Team("service-desk", "Service Desk", ["sam@contoso.example", "sue@contoso.example"]),
                new Team("network", "Network", ["nina@contoso.example"]),
                new Team("nobody-yet", "A team without members", []),
            ],
            CancellationToken.None);
        await _loader.LoadAsync(folder ?? ShippedContent, Desks, "helpdesk", limits ?? NoLimits, CancellationToken.None);
    }

    /// <summary>Puts mail into a mailbox and reads it into the inbox.</summary>
    public async Task ReceiveAsync(string mailbox, params ReadOnlyMemory<byte>[] mails)
    {
        foreach (var mail in mails)
            Source.Put(mailbox, $"m-{Guid.NewGuid():n}", mail);
        await Sync.RunAsync(new MailFolder(mailbox, "inbox"), CancellationToken.None);
    }

    /// <summary>Logs all that is ready now.</summary>
    public async Task LogAsync()
    {
        while (await Processor.RunAsync(CancellationToken.None))
        {
            // More may be waiting.
        }
    }

    public void Dispose()
    {
        Signals.Dispose();
        Swap.Dispose();
        _units.Dispose();
    }
}
