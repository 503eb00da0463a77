using Automation.Rules.Files;
using Automation.Stages.RuleBook;

namespace Automation.Desk.RuleBook;

/// <summary>Stores what somebody writes, one act at a time, and keeps what they are to be told when it was refused.</summary>
public sealed class RuleStoring(RuleEditor editor)
{
    public IReadOnlyList<RuleProblem> Problems { get; private set; } = [];

    /// <summary>Somebody else was faster.</summary>
    public RuleConflictException? Conflict { get; private set; }

    /// <summary>A draft that stands in the way of an import.</summary>
    public RuleConflictException? Held { get; private set; }

    /// <summary>What was refused when somebody else was faster.</summary>
    public RuleContent? Mine { get; private set; }

    public bool IsBusy { get; private set; }

    public void Clear() => Tell([]);

    public void Tell(IReadOnlyList<RuleProblem> problems) => (Problems, Conflict, Mine, Held) = (problems, null, null, null);

    public void TellHeld(RuleConflictException held) => (Problems, Conflict, Mine, Held) = ([], null, null, held);

    /// <param name="expected">The draft's version before the writer's eyes.</param>
    /// <param name="basedOn">The published version before the writer's eyes.</param>
    /// <returns>False when it was refused, or when something else is being stored.</returns>
    public Task<bool> StoreAsync(RuleContent content, long expected, int basedOn, string person, CancellationToken cancellationToken) =>
        ActAsync(content, () => editor.SaveDraftAsync(content.Name, content.Write(1), expected, basedOn, person, cancellationToken));

    /// <summary>Stores what was refused in the place of what somebody else wrote.</summary>
    public Task<bool> PutMineOverAsync(string person, CancellationToken cancellationToken) => Conflict is { Current: var theirs } && Mine is { } mine
        ? StoreAsync(mine, theirs.DraftVersion, theirs.InForceVersion, person, cancellationToken)
        : Task.FromResult(false);

    /// <returns>False when somebody wrote in the draft since.</returns>
    public Task<bool> DiscardAsync(RuleDocument document, string person, CancellationToken cancellationToken) =>
        ActAsync(document.Draft!, () => editor.DiscardAsync(document.Name, document.DraftVersion, person, cancellationToken));

    private async Task<bool> ActAsync(RuleContent mine, Func<Task> act)
    {
        if (IsBusy)
            return false;
        Clear();
        IsBusy = true;
        try
        {
            await act();
            return true;
        }
        catch (RuleFileException e)
        {
            Problems = e.Problems;
        }
        catch (RuleConflictException e)
        {
            (Conflict, Mine) = (e, mine);
        }
        finally
        {
            IsBusy = false;
        }

        return false;
    }
}
