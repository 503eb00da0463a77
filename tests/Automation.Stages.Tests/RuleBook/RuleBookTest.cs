using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Stages.Corrections;
using Automation.Stages.Log.Batches;
using Automation.Stages.RuleBook;
using Automation.Stages.Tests.Desk;
using Automation.Storage.Database;
using Automation.Storage.RuleBook;
using Automation.Tests.Databases;
using Automation.Workflows.Execution;
using Microsoft.Extensions.Logging.Abstractions;

namespace Automation.Stages.Tests.RuleBook;

/// <summary>A desk with the shipped rules, and everything people do to rules.</summary>
public abstract class RuleBookTest(DeskTestDatabase store) : DeskTest(store)
{
    protected const string Ann = "ann";
    protected const string Bob = "bob";

    protected RuleEditor Editor { get; private set; } = null!;

    protected PastTickets Past { get; private set; } = null!;

    protected RuleTrials Trials { get; private set; } = null!;

    protected ReplayRuns Replays { get; private set; } = null!;

    protected RuleInsight Insight { get; private set; } = null!;

    protected RuleTransfer Transfer { get; private set; } = null!;

    protected TicketCorrections Corrections { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Editor = EditorOn(Database, Desk);
        var replies = new ReplyAddresses([]);
        replies.Use(new byte[32]);
        var reader = new FactReader(Desk.Holder, Desk.Source, replies);
        Past = new PastTickets(Database, reader, new PastMails(Database, NullLogger<PastMails>.Instance));
        Trials = new RuleTrials(Editor, Past, reader, Time);
        Replays = new ReplayRuns(Editor, Past, new TimeOrderedIds(Time), Time, NullLogger<ReplayRuns>.Instance);
        Insight = new RuleInsight(new RuleHits(Database), Editor, Past, Desk.Holder, new DeadRules(TimeSpan.FromDays(DeadRules.DefaultDays)), Time);
        Transfer = new RuleTransfer(Editor);
        Corrections = new TicketCorrections(Database, Desk.Holder, Time);
    }

    protected RuleEditor EditorOn(DeskDatabase database, TestDesk desk) => new(new RuleBookStore(database, Time), desk.Swap, Time);

    protected async Task<RuleDocument> DocumentAsync(string name) => (await Editor.ReadAsync(default)).Find(name)!;

    /// <summary>Stores a draft of a set as its editor would.</summary>
    protected async Task<RuleDocument> DraftAsync(string name, Func<RuleSet, RuleSet> change, string person = Ann)
    {
        var document = await DocumentAsync(name);
        return await Editor.SaveDraftAsync(
            name, RuleSetWriter.Write(change(document.Working!.Set!)), document.DraftVersion, document.InForceVersion, person, default);
    }

    protected async Task PublishAsync(string name, bool withGaps = false) =>
        await Editor.PublishAsync(new Dictionary<string, long> { [name] = (await DocumentAsync(name)).DraftVersion }, "Because", Ann, default, withGaps);

    /// <summary>A rule that sends mail with the word in its subject to the network team, before all others.</summary>
    protected static RuleSet ToNetwork(RuleSet routing, string word = "coffee") => routing with { Rules = [Rule($"{word}-to-network", word), .. routing.Rules] };

    protected static Rule Rule(string name, string word) => RuleSetReader.Read(
        $$$"""{"name":"x","version":1,"hitPolicy":"first","rules":[{"name":"{{{name}}}","when":{"field":"subject","operator":"containsAnyWord","value":["{{{word}}}"]},"then":{"team":"network"}}]}""", "x").Rules[0];
}
