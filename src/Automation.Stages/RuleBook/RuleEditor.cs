using System.Globalization;
using Automation.Rules.Comparison;
using Automation.Rules.Compilation;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Stages.Content;
using Automation.Storage.Documents;
using Automation.Storage.RuleBook;

namespace Automation.Stages.RuleBook;

/// <summary>
/// Everything people do to the rules: write drafts, publish, roll back, compare. What cannot be used is refused with rule, place and reason, and what is in force stays.
/// Who may do it is asked by the caller.
/// </summary>
public sealed class RuleEditor(RuleBookStore store, RuleSwap swap)
{
    /// <summary>Characters of a note.</summary>
    public const int LongestNote = 500;

    /// <summary>Characters of what the audit says of a draft.</summary>
    private const int LongestEntry = 500;

    private const int LongestName = 100;
    private const int MostCharacters = 20_000_000;

    public async Task<RuleWorkspace> ReadAsync(CancellationToken cancellationToken)
    {
        var stored = await store.ReadAsync(cancellationToken);
        return new RuleWorkspace([.. stored.Select(Understand).OrderBy(d => RuleDocuments.Place(d.Name)).ThenBy(d => d.Name, StringComparer.Ordinal)]);
    }

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
        CheckLists(content, workspace);
        try
        {
            await store.SaveDraftAsync(name, content.Write(basedOn), expected, basedOn, person, InWords(Compare(workspace.Find(name)?.Working, content)), cancellationToken);
        }
        catch (RuleDraftConflictException)
        {
            throw await ConflictAsync(content, cancellationToken);
        }

        return (await ReadAsync(cancellationToken)).Find(name)!;
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
            throw new RuleConflictException(now, Compare(now.InForce, now.Draft));
        }
    }

    /// <summary>Puts drafts in force, all together or none, on this node at once and on the others within seconds.</summary>
    /// <param name="drafts">Names with the draft's version that the person looked at.</param>
    /// <param name="note">Why, for those who come after; not empty.</param>
    /// <exception cref="RuleFileException">What would be in force does not make a whole, or there is nothing to publish.</exception>
    /// <exception cref="RuleConflictException">A draft was changed, or another version was published under it.</exception>
    public async Task<IReadOnlyList<RuleVersionInfo>> PublishAsync(IReadOnlyDictionary<string, long> drafts, string note, string person, CancellationToken cancellationToken)
    {
        note = RequireNote(note);
        var workspace = await ReadAsync(cancellationToken);
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

        if (wanted.Count == 0)
            throw Refused("rules", "There is no draft to publish.");
        CheckWhole(workspace with { Documents = [.. workspace.Documents.Select(d => wanted.Contains(d) ? d : d with { Draft = null })] });
        try
        {
            var made = await store.PublishAsync(
                [.. wanted.Select(d => new RulePublication(d.Name, d.Draft!.Write(d.InForceVersion + 1), d.DraftVersion))], note, person, cancellationToken);
            await swap.LookAsync(cancellationToken);
            return [.. made.Select(v => new RuleVersionInfo(v.Name, v.Version, v.IsPublished, v.CreatedAt, v.CreatedBy, v.Note))];
        }
        catch (RuleDraftConflictException e)
        {
            var now = (await ReadAsync(cancellationToken)).Find(e.Names[0])!;
            throw new RuleConflictException(now, Compare(now.InForce, now.Draft));
        }
    }

    /// <summary>Puts an earlier version in force again, as a new version.</summary>
    /// <param name="inForceVersion">The version the person sees in force.</param>
    /// <exception cref="RuleFileException">There is no such version, or it does not fit what else is in force (a list it uses is gone).</exception>
    /// <exception cref="RuleConflictException">Another version is in force by now.</exception>
    public async Task<RuleVersionInfo> RollBackAsync(string name, int version, int inForceVersion, string note, string person, CancellationToken cancellationToken)
    {
        note = RequireNote(note);
        var old = await VersionAsync(name, version, cancellationToken);
        var workspace = await ReadAsync(cancellationToken);
        if (workspace.Find(name) is not { } document)
            throw Refused(name, "There is no such document.");
        var content = RuleContent.Read(name, old.Content, workspace.Lists(withDrafts: false));
        CheckWhole(workspace with { Documents = [.. workspace.Documents.Select(d => d with { Draft = d == document ? content : null })] });
        try
        {
            var made = await store.RollBackAsync(name, version, content.Write(inForceVersion + 1), inForceVersion, note, person, cancellationToken);
            await swap.LookAsync(cancellationToken);
            return new RuleVersionInfo(made.Name, made.Version, made.IsPublished, made.CreatedAt, made.CreatedBy, made.Note);
        }
        catch (RuleDraftConflictException)
        {
            var now = (await ReadAsync(cancellationToken)).Find(name)!;
            throw new RuleConflictException(now, Compare(now.InForce, content));
        }
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
        before == 0 ? null : RuleContent.Read(name, (await VersionAsync(name, before, cancellationToken)).Content, lists: null),
        RuleContent.Read(name, (await VersionAsync(name, after, cancellationToken)).Content, lists: null));

    /// <summary>For the audit: long enough to know what was done, short enough to read a page of them.</summary>
    private static string InWords(RuleDifferences differences)
    {
        // The headline of a set says which set it is, as the entry does.
        var lines = DifferenceText.Lines(differences).Where(line => !line.Contains(" set ", StringComparison.Ordinal) || line.StartsWith(' ')).Select(line => line.Trim());
        var text = string.Join("; ", lines);
        return text.Length switch
        {
            0 => "Nothing was different.",
            > LongestEntry => string.Concat(text.AsSpan(0, LongestEntry), "…"),
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

    private async Task<RuleConflictException> ConflictAsync(RuleContent mine, CancellationToken cancellationToken)
    {
        var now = (await ReadAsync(cancellationToken)).Find(mine.Name);
        return now is null
            ? new RuleConflictException(new RuleDocument(mine.Name, null, 0, null, (await store.FindDraftAsync(mine.Name, cancellationToken))?.Version ?? 0, 0), Compare(null, mine))
            : new RuleConflictException(now, Compare(now.Working, mine));
    }

    /// <summary>New lists must leave every set usable, the sets in work as well as those in force.</summary>
    private static void CheckLists(RuleContent content, RuleWorkspace workspace)
    {
        if (content.Lists is { } lists)
            Recheck(workspace.Sets(withDrafts: true), lists);
    }

    /// <summary>Everything as it would be in force compiles together.</summary>
    private static void CheckWhole(RuleWorkspace next)
    {
        var lists = next.Lists(withDrafts: true);
        Recheck(next.Sets(withDrafts: true), lists);
        _ = RuleChain.Compile(next.Sets(withDrafts: true), lists);
    }

    private static void Recheck(IReadOnlyList<RuleSet> sets, NamedLists lists)
    {
        var problems = new List<RuleProblem>();
        foreach (var set in sets)
        {
            try
            {
                _ = RuleSetReader.Read(RuleSetWriter.Write(set), RuleDocuments.File(set.Name), lists);
            }
            catch (RuleFileException e)
            {
                problems.AddRange(e.Problems);
            }
        }

        if (problems.Count > 0)
            throw new RuleFileException(problems);
    }

    private static RuleDocument Understand(StoredRuleDocument stored)
    {
        string? problem = null;
        var inForce = Try(stored.InForce?.Content);
        var draft = Try(stored.Draft?.Content);
        return new RuleDocument(stored.Name, inForce, stored.InForce?.Version ?? 0, draft, stored.Draft?.Version ?? 0, stored.Draft?.BasedOn ?? 0)
        {
            DraftAt = draft is null ? null : stored.Draft!.At,
            DraftBy = draft is null ? null : stored.Draft!.By,
            InForceAt = stored.InForce?.CreatedAt,
            InForceBy = stored.InForce?.CreatedBy,
            Problem = problem,
        };

        RuleContent? Try(string? json)
        {
            if (json is null)
                return null;
            try
            {
                var content = RuleContent.Read(stored.Name, json, lists: null);
                return content.Set is { } set ? RuleContent.Of(set with { Version = Math.Max(1, stored.InForce?.Version ?? 1) }) : content;
            }
            catch (RuleFileException e)
            {
                problem = e.Message;
                return null;
            }
        }
    }

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
