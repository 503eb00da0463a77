using Automation.Rules.Compilation;
using Automation.Rules.Evaluation;
using Automation.Stages.Log;

namespace Automation.Stages.RuleBook;

/// <summary>Tries the rules on one mail: what would be decided, and why. Nothing is stored.</summary>
public sealed class RuleTrials(RuleEditor editor, PastTickets past, FactReader reader, TimeProvider time)
{
    /// <summary>Characters of a pasted mail.</summary>
    public const int LongestMail = 5_000_000;

    /// <summary>Tries a pasted mail, raw or plain.</summary>
    /// <param name="withDrafts">By the rules as they would be if every draft were published; else by those in force.</param>
    /// <exception cref="ArgumentException">The mail is empty or too long.</exception>
    public async Task<RuleTrial> TryMailAsync(string mail, bool withDrafts, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(mail))
            throw new ArgumentException("The mail is empty. Paste a mail as raw text, or just its words.");
        if (mail.Length > LongestMail)
            throw new ArgumentException($"The mail has {mail.Length} characters; {LongestMail} are allowed.");
        var now = time.GetUtcNow();
        var parsed = reader.Parse(mail, desk: null, now);
        var address = (parsed.From ?? parsed.Sender ?? MailCase.UnknownWriter).Address.ToLowerInvariant();
        var person = await past.PersonAsync(address, cancellationToken);
        var recent = await past.RecentAsync(address, now, cancellationToken);
        var facts = await Task.Run(() => reader.Tell(reader.Read(parsed), person, recent), cancellationToken);
        return await TryAsync(facts, withDrafts, cancellationToken);
    }

    /// <summary>Tries the mail that opened a ticket; null when there is no such ticket or its mail is not kept.</summary>
    public async Task<RuleTrial?> TryTicketAsync(long number, bool withDrafts, CancellationToken cancellationToken) =>
        await past.FindAsync(number, cancellationToken) is { } facts ? await TryAsync(facts, withDrafts, cancellationToken) : null;

    /// <summary>Tries a mail in the inbox, whatever became of it; null when there is no such mail or it cannot be read.</summary>
    public async Task<RuleTrial?> TryInboxAsync(long inboxId, bool withDrafts, CancellationToken cancellationToken) =>
        await past.FindMailAsync(inboxId, cancellationToken) is { } facts ? await TryAsync(facts, withDrafts, cancellationToken) : null;

    private async Task<RuleTrial> TryAsync(MailFacts facts, bool withDrafts, CancellationToken cancellationToken)
    {
        var workspace = await editor.ReadAsync(cancellationToken);
        return await Task.Run(
            () =>
            {
                var chain = RuleChain.Compile(workspace.Sets(withDrafts), workspace.Lists(withDrafts));
                return new RuleTrial(facts, chain.Decide(facts.Sheet, TraceDetail.Full)) { Drafts = withDrafts ? workspace.DraftedSets : [] };
            },
            cancellationToken);
    }
}

/// <summary>One mail and what the rules make of it.</summary>
/// <param name="Decision">With its full trace.</param>
public sealed record RuleTrial(MailFacts Facts, Decision Decision)
{
    public DecisionTrace Trace => Decision.Trace!;

    /// <summary>Sets that decided as they stand in their draft.</summary>
    public IReadOnlyCollection<string> Drafts { get; init; } = [];
}
