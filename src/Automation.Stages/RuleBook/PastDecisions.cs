using Automation.Rules.Compilation;
using Automation.Rules.Evaluation;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Stages.Content;

namespace Automation.Stages.RuleBook;

/// <summary>
/// Decides a ticket's mail again by the very versions that decided it, to tell why each of the other rules did not hold.
/// With the ticket only the rules that held are kept: the rest would cost every mail what few people ever look at, and published versions never change.
/// </summary>
public sealed class PastDecisions(RuleEditor editor, PastTickets past)
{
    /// <param name="stored">The trace kept with the ticket.</param>
    /// <param name="at">When it was decided: the named lists of that time are used.</param>
    /// <returns>
    /// The same decision with every rule that was looked at; null when it cannot be had any more: the mail or a version is gone,
    /// or the directory says something else of the requester by now, so that it would be decided otherwise.
    /// </returns>
    public async Task<DecisionTrace?> ExplainAsync(long number, DecisionTrace stored, DateTimeOffset at, CancellationToken cancellationToken) =>
        await ExplainAsync(await past.FindAsync(number, cancellationToken), stored, at, cancellationToken);

    /// <inheritdoc cref="ExplainAsync(long, DecisionTrace, DateTimeOffset, CancellationToken)"/>
    /// <summary>The same of a mail in the inbox that made no ticket.</summary>
    public async Task<DecisionTrace?> ExplainMailAsync(long inboxId, DecisionTrace stored, DateTimeOffset at, CancellationToken cancellationToken) =>
        await ExplainAsync(await past.FindMailAsync(inboxId, cancellationToken), stored, at, cancellationToken);

    private async Task<DecisionTrace?> ExplainAsync(MailFacts? facts, DecisionTrace stored, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (facts is null)
            return null;
        try
        {
            var lists = await ListsAsync(at, cancellationToken);
            var sets = new List<RuleSet>();
            foreach (var set in stored.Sets)
                sets.Add(RuleContent.Read(set.Set, (await editor.VersionAsync(set.Set, set.Version, cancellationToken)).Content, lists, isStored: true).Set!);
            var again = await Task.Run(() => RuleChain.Compile(sets, lists).Explain(facts.Sheet), cancellationToken);
            return IsSame(stored, again) ? again : null;
        }
        catch (RuleFileException)
        {
            return null;
        }
    }

    private async Task<NamedLists> ListsAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        var version = (await editor.HistoryAsync(RuleDocuments.Lists, cancellationToken)).FirstOrDefault(v => v.At <= at);
        return version is null
            ? NamedLists.Empty
            : RuleContent.Read(RuleDocuments.Lists, (await editor.VersionAsync(RuleDocuments.Lists, version.Version, cancellationToken)).Content, lists: null).Lists!;
    }

    private static bool IsSame(DecisionTrace stored, DecisionTrace again) => stored.Sets.SelectMany(Decided).SequenceEqual(again.Sets.SelectMany(Decided));

    private static IEnumerable<(string Set, string Outcome, string Values, string By)> Decided(SetTrace set) =>
        set.Decided.Select(d => (set.Set, d.Outcome, string.Join('\n', d.Values), d.By));
}
