using System.Globalization;
using Automation.Rules.Analysis;
using Automation.Rules.Comparison;
using Automation.Rules.Files;
using Automation.Rules.Folding;
using Automation.Rules.Model;
using Automation.Stages.Content;
using Automation.Storage.Documents;
using Automation.Storage.RuleBook;

namespace Automation.Stages.RuleBook;

/// <summary>
/// Everything people do to the rules: write drafts, publish, roll back, compare. What cannot be used is refused with rule, place and reason, and what is in force stays.
/// Who may do it is asked by the caller.
/// </summary>
public sealed class RuleEditor(RuleBookStore store, RuleSwap swap, TimeProvider time)
{
    /// <summary>Characters of a note.</summary>
    public const int LongestNote = 500;

    /// <summary>Characters of what the audit says of a draft.</summary>
    private const int LongestEntry = 500;

    private const int LongestName = 100;
    private const int MostCharacters = 20_000_000;

    /// <summary>How often an act is judged anew because something else was published meanwhile.</summary>
    private const int MostAttempts = 5;

    private readonly RuleReading _reading = new(store);

    /// <summary>All documents. As long as nothing changed the same objects, at the cost of two short queries.</summary>
    public Task<RuleWorkspace> ReadAsync(CancellationToken cancellationToken) => _reading.ReadAsync(cancellationToken);

    /// <summary>Stores a draft that can be used: with the drafts of the other documents it makes a whole.</summary>
    /// <param name="expected">The draft's version that the writer has before their eyes.</param>
    /// <param name="basedOn">The published version that the writer has before their eyes.</param>
    /// <exception cref="RuleFileException">The text cannot be used: every problem with rule, line, column and reason.</exception>
    /// <exception cref="RuleConflictException">Somebody else was faster.</exception>
    public async Task<RuleDocument> SaveDraftAsync(string name, string json, long expected, int basedOn, string person, CancellationToken cancellationToken)
    {
        RequireName(name);
        if (json.Length > MostCharacters)
            throw Refused(name, $"The text has {json.Length} characters; {MostCharacters} are allowed.");
        var workspace = await ReadAsync(cancellationToken);
        var content = RuleContent.Read(name, json, workspace.Lists(withDrafts: true));
        await SaveAsync([(content, expected, basedOn)], workspace, person, cancellationToken);
        return (await ReadAsync(cancellationToken)).Find(name)!;
    }

    /// <summary>Stores drafts of several documents, all together or none. They are judged together: a set may use a list that comes with it.</summary>
    /// <param name="contents">Each on top of what the workspace has of its document.</param>
    /// <exception cref="RuleFileException">They cannot be used together, or leave another set without a list it uses.</exception>
    /// <exception cref="RuleConflictException">Somebody else was faster with one of them.</exception>
    public Task SaveDraftsAsync(IReadOnlyList<RuleContent> contents, RuleWorkspace workspace, string person, CancellationToken cancellationToken)
    {
        foreach (var content in contents)
            RequireName(content.Name);
        return SaveAsync(
            [.. contents.Select(c => (c, workspace.Find(c.Name)?.DraftVersion ?? 0, workspace.Find(c.Name)?.InForceVersion ?? 0))], workspace, person, cancellationToken);
    }

    /// <exception cref="RuleConflictException">Somebody else changed the draft since.</exception>
    public async Task DiscardAsync(string name, long expected, string person, CancellationToken cancellationToken)
    {
        try
        {
            await store.DiscardDraftAsync(name, expected, person, cancellationToken);
        }
        catch (RuleDraftConflictException)
        {
            var now = (await ReadAsync(cancellationToken)).Find(name) ?? throw Refused(name, "There is no such document.");
            throw new RuleConflictException(now, Compare(now.InForce, now.Draft), draftSeen: expected);
        }
    }

    /// <summary>Puts drafts in force, all together or none, on this node at once and on the others within seconds.</summary>
    /// <param name="drafts">Names with the draft's version that the person looked at.</param>
    /// <param name="note">Why, for those who come after; not empty.</param>
    /// <exception cref="RuleFileException">What would be in force does not make a whole, or there is nothing to publish.</exception>
    /// <param name="withGaps">The person was told what tickets would be without, and wants it all the same.</param>
    /// <exception cref="RuleConflictException">A draft was changed, or another version was published under it.</exception>
    /// <exception cref="RuleGapException">Tickets would be without what they need, and nobody said that this is wanted.</exception>
    public async Task<IReadOnlyList<RuleVersionInfo>> PublishAsync(
        IReadOnlyDictionary<string, long> drafts, string note, string person, CancellationToken cancellationToken, bool withGaps = false)
    {
        note = RequireNote(note);
        try
        {
            var made = await JudgedAsync(
                workspace =>
                {
                    var wanted = Wanted(workspace, drafts);
                    var next = workspace.OnlyDrafts(wanted.Contains);
                    RuleFit.RequireWhole(next);
                    if (!withGaps)
                        RequireNoGaps(workspace, next);
                    return store.PublishAsync(
                        [.. wanted.Select(d => new RulePublication(d.Name, d.Draft!.Write(d.InForceVersion + 1), d.DraftVersion) { Renamed = Renamed(d.InForce, d.Draft) })], workspace.VersionsInForce, note, person, cancellationToken);
                },
                cancellationToken);
            await swap.LookAsync(cancellationToken);
            return [.. made.Select(v => new RuleVersionInfo(v.Name, v.Version, v.IsPublished, v.CreatedAt, v.CreatedBy, v.Note))];
        }
        catch (RuleDraftConflictException e)
        {
            var now = await CurrentAsync(e.Names[0], cancellationToken);
            throw new RuleConflictException(now, Compare(now.InForce, now.Draft));
        }
    }

    /// <summary>Puts an earlier version in force again, as a new version; of a deleted set too.</summary>
    /// <param name="inForceVersion">The version the person sees in force; 0 when there is none.</param>
    /// <exception cref="RuleFileException">There is no such version, or it does not fit what else is in force (a list it uses is gone).</exception>
    /// <param name="withGaps">The person was told what tickets would be without, and wants it all the same.</param>
    /// <exception cref="RuleConflictException">Another version is in force by now.</exception>
    /// <exception cref="RuleGapException">Tickets would be without what they need, and nobody said that this is wanted.</exception>
    public async Task<RuleVersionInfo> RollBackAsync(
        string name, int version, int inForceVersion, string note, string person, CancellationToken cancellationToken, bool withGaps = false)
    {
        note = RequireNote(note);
        var old = await VersionAsync(name, version, cancellationToken);
        RuleContent? content = null;
        try
        {
            var made = await JudgedAsync(
                workspace =>
                {
                    content = RuleContent.Read(name, old.Content, workspace.Lists(withDrafts: false), isStored: true);
                    var back = (workspace.Find(name) ?? new RuleDocument(name, null, 0, null, 0, 0)) with { Draft = content };
                    var next = workspace.OnlyDrafts(_ => false).With([back]);
                    RuleFit.RequireWhole(next);
                    if (!withGaps)
                        RequireNoGaps(workspace, next);
                    return store.RollBackAsync(name, version, content.Write(inForceVersion + 1), inForceVersion, workspace.VersionsInForce, Renamed(workspace.Find(name)?.InForce, content), note, person, cancellationToken);
                },
                cancellationToken);
            await swap.LookAsync(cancellationToken);
            return new RuleVersionInfo(made.Name, made.Version, made.IsPublished, made.CreatedAt, made.CreatedBy, made.Note);
        }
        catch (RuleDraftConflictException)
        {
            var now = await CurrentAsync(name, cancellationToken);
            throw new RuleConflictException(now, Compare(now.InForce, content), isInForce: true);
        }
    }

    private static IReadOnlyDictionary<string, string> Renamed(RuleContent? before, RuleContent? after) => RuleRenames.Of(before?.Set?.Rules ?? [], after?.Set?.Rules ?? []);

    /// <summary>Takes a set out of force, with its draft. Its versions stay, and the last one can be put in force again.</summary>
    /// <param name="inForceVersion">The version the person sees in force; 0 when it was never published.</param>
    /// <param name="draftVersion">The draft's version that the person has before their eyes.</param>
    /// <exception cref="RuleFileException">It is no set, or the others need it: the reason says what for.</exception>
    /// <exception cref="RuleConflictException">Somebody else wrote on it or published it.</exception>
    public async Task DeleteAsync(string name, int inForceVersion, long draftVersion, string note, string person, CancellationToken cancellationToken)
    {
        note = RequireNote(note);
        if (!RuleDocuments.IsSet(name))
            throw Refused(name, "Only rule sets can be deleted; of the lists and the categories delete what is in them.");
        try
        {
            await JudgedAsync(
                async workspace =>
                {
                    if (workspace.Find(name) is null)
                        throw Refused(name, "There is no such set.");
                    var sets = workspace.Sets(withDrafts: false);
                    if (SetNeed.Of(sets, name) is { } need)
                        throw Refused(name, need);
                    if (ChainGaps.Of(sets, [.. sets.Where(set => set.Name != name)], time.GetUtcNow()) is [var gap, ..])
                        throw Refused(name, gap);
                    await store.DeleteAsync(name, inForceVersion, draftVersion, workspace.VersionsInForce, note, person, cancellationToken);
                    return true;
                },
                cancellationToken);
            await swap.LookAsync(cancellationToken);
        }
        catch (RuleDraftConflictException)
        {
            var now = await CurrentAsync(name, cancellationToken);
            throw new RuleConflictException(now, Compare(now.InForce, now.Working), isInForce: now.InForceVersion != inForceVersion, draftVersion);
        }
    }

    /// <summary>What tickets would be without if these drafts were published, a sentence each: told to a person before it happens.</summary>
    public IReadOnlyList<string> Gaps(RuleWorkspace workspace, Func<RuleDocument, bool> published) => Gaps(workspace, workspace.OnlyDrafts(published));

    private IReadOnlyList<string> Gaps(RuleWorkspace workspace, RuleWorkspace next) =>
        ChainGaps.Of(workspace.Sets(withDrafts: false), next.Sets(withDrafts: true), time.GetUtcNow());

    private void RequireNoGaps(RuleWorkspace workspace, RuleWorkspace next)
    {
        if (Gaps(workspace, next) is { Count: > 0 } gaps)
            throw new RuleGapException(gaps);
    }

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<RuleVersionInfo>> HistoryAsync(string name, CancellationToken cancellationToken) => store.HistoryAsync(name, cancellationToken);

    /// <exception cref="RuleFileException">There is no such version.</exception>
    public async Task<DocumentVersion> VersionAsync(string name, int version, CancellationToken cancellationToken) =>
        await store.FindVersionAsync(name, version, cancellationToken)
        ?? throw Refused(name, string.Create(CultureInfo.InvariantCulture, $"There is no version {version}."));

    /// <summary>What is different between two published versions.</summary>
    /// <param name="before">0 for nothing at all: everything of <paramref name="after"/> is new.</param>
    /// <exception cref="RuleFileException">There is no such version, or it cannot be read any more.</exception>
    public async Task<RuleDifferences> DifferencesAsync(string name, int before, int after, CancellationToken cancellationToken) => Compare(
        before == 0 ? null : RuleContent.Read(name, (await VersionAsync(name, before, cancellationToken)).Content, lists: null, isStored: true),
        RuleContent.Read(name, (await VersionAsync(name, after, cancellationToken)).Content, lists: null, isStored: true));

    /// <summary>For the audit: long enough to know what was done, short enough to read a page of them.</summary>
    private static string InWords(RuleDifferences differences)
    {
        var text = string.Join(' ', DifferenceSentences.Of(differences));
        return text.Length switch
        {
            0 => "Nothing was different.",
            > LongestEntry => TextBeginning.Of(text, LongestEntry) + "…",
            _ => text,
        };
    }

    /// <summary>What is different between two states of one document.</summary>
    public static RuleDifferences Compare(RuleContent? before, RuleContent? after)
    {
        var (listsBefore, listsAfter) = (before?.Lists ?? NamedLists.Empty, after?.Lists ?? NamedLists.Empty);
        var differences = RuleComparison.Compare(Sets(before), listsBefore, Sets(after), listsAfter);
        return RuleComparison.Compare(before?.Categories ?? CategoryTree.Empty, after?.Categories ?? CategoryTree.Empty) is { } categories
            ? differences with { Lists = [categories] }
            : differences;

        static IReadOnlyList<RuleSet> Sets(RuleContent? content) => content?.Set is { } set ? [set] : [];
    }

    /// <summary>Judges and stores; when something else was published in between, judges what is there now.</summary>
    private async Task<T> JudgedAsync<T>(Func<RuleWorkspace, Task<T>> act, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await act(await ReadAsync(cancellationToken));
            }
            catch (RulesMovedException) when (attempt < MostAttempts)
            {
                // Others were faster, with other documents: whether this still fits them is looked at anew.
            }
            catch (RulesMovedException e)
            {
                throw Refused("rules", $"Others publish at this very moment ({string.Join(", ", e.Names)}); nothing was stored. Try again.");
            }
        }
    }

    private static List<RuleDocument> Wanted(RuleWorkspace workspace, IReadOnlyDictionary<string, long> drafts)
    {
        var wanted = new List<RuleDocument>();
        foreach (var (name, version) in drafts)
        {
            var document = workspace.Find(name);
            if (document?.Draft is null)
                throw Refused(name, "There is no draft to publish.");
            if (document.DraftVersion != version || document.IsOverrun)
                throw new RuleConflictException(document, Compare(document.InForce, document.Draft));
            wanted.Add(document);
        }

        return wanted.Count > 0 ? wanted : throw Refused("rules", "There is no draft to publish.");
    }

    private async Task SaveAsync(IReadOnlyList<(RuleContent Content, long Expected, int BasedOn)> drafts, RuleWorkspace workspace, string person, CancellationToken cancellationToken)
    {
        // New lists must leave every set usable, the sets in work as well as those that come with them.
        var next = workspace.With([.. drafts.Select(d => (workspace.Find(d.Content.Name) ?? new RuleDocument(d.Content.Name, null, 0, null, 0, 0)) with { Draft = d.Content })]);
        if (drafts.Any(d => d.Content.Lists is not null))
            RuleFit.RequireLists(next.Sets(withDrafts: true), next.Lists(withDrafts: true));
        try
        {
            await store.SaveDraftsAsync(
                [.. drafts.Select(d => new RuleDraftWrite(d.Content.Name, d.Content.Write(d.BasedOn), d.Expected, d.BasedOn, InWords(Compare(workspace.Find(d.Content.Name)?.Working, d.Content))))],
                person, cancellationToken);
        }
        catch (RuleDraftConflictException e)
        {
            var (mine, expected, basedOn) = drafts.First(d => d.Content.Name == e.Names[0]);
            var now = await CurrentAsync(mine.Name, cancellationToken);
            throw new RuleConflictException(now, Compare(now.Working, mine), draftSeen: now.InForceVersion == basedOn ? expected : null);
        }
    }

    /// <summary>A document as it is; of one that is not there any more its name and the draft's version.</summary>
    private async Task<RuleDocument> CurrentAsync(string name, CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken)).Find(name)
        ?? new RuleDocument(name, null, 0, null, (await store.FindDraftAsync(name, cancellationToken))?.Version ?? 0, 0);

    private static void RequireName(string name)
    {
        if (name.Length is 0 or > LongestName || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            throw Refused("rules", $"The name of a rule document is lower case letters, digits and hyphens (at most {LongestName}), not \"{name}\".");
    }

    private static string RequireNote(string note)
    {
        note = note.Trim();
        return note.Length switch
        {
            0 => throw Refused("rules", "A note is missing: say in a few words why, for those who come after."),
            > LongestNote => throw Refused("rules", $"The note has {note.Length} characters; {LongestNote} are allowed."),
            _ => note,
        };
    }

    private static RuleFileException Refused(string name, string reason) => new([new RuleProblem(RuleDocuments.File(name), 0, 0, null, reason)]);
}
