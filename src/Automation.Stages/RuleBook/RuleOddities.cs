using Automation.Rules.Analysis;
using Automation.Rules.Model;

namespace Automation.Stages.RuleBook;

/// <summary>
/// What is odd about the rules by themselves, found once for each state of them: the last few answers are kept, and who asks for one that is being found waits for it. Thread-safe.
/// </summary>
internal sealed class RuleOddities
{
    /// <summary>In force and with the drafts, before and after somebody stored.</summary>
    private const int MostKept = 4;

    private readonly Lock _gate = new();
    private readonly LinkedList<Answer> _kept = [];

    /// <exception cref="Automation.Rules.Files.RuleFileException">A rule uses a list that does not exist.</exception>
    public async Task<IReadOnlyList<RuleFinding>> OfAsync(
        RuleWorkspace workspace, bool withDrafts, IReadOnlyDictionary<Outcome, IReadOnlyCollection<string>> names, CancellationToken cancellationToken)
    {
        var key = string.Join('\n', names.OrderBy(n => n.Key.Id).Select(n => $"{n.Key}: {string.Join(", ", n.Value)}"));
        Answer answer;
        lock (_gate)
        {
            var known = _kept.FirstOrDefault(a => ReferenceEquals(a.Rules, workspace) && a.WithDrafts == withDrafts && a.Names == key);
            if (known is null)
            {
                // Not stopped with who asked first: the others, and the next look of the same page, want the answer too.
                var (sets, lists) = (workspace.Sets(withDrafts), workspace.Lists(withDrafts));
                var finding = Task.Run(() => RuleAnalysis.Analyse(sets, lists, new RuleKnowledge { Names = names }, CancellationToken.None), CancellationToken.None);
                known = new Answer(workspace, withDrafts, key, finding);
                _kept.AddFirst(known);
                if (_kept.Count > MostKept)
                    _kept.RemoveLast();
            }

            answer = known;
        }

        return await answer.Findings.WaitAsync(cancellationToken);
    }

    private sealed record Answer(RuleWorkspace Rules, bool WithDrafts, string Names, Task<IReadOnlyList<RuleFinding>> Findings);
}
