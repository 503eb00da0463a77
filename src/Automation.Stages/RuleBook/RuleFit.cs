using Automation.Rules.Compilation;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Stages.Content;

namespace Automation.Stages.RuleBook;

/// <summary>Whether rule documents fit together.</summary>
internal static class RuleFit
{
    /// <summary>Everything as it would be in force compiles together.</summary>
    /// <exception cref="RuleFileException">With every problem of every set.</exception>
    public static void RequireWhole(RuleWorkspace next)
    {
        var (sets, lists) = (next.Sets(withDrafts: true), next.Lists(withDrafts: true));
        RequireLists(sets, lists);
        _ = RuleChain.Compile(sets, lists);
    }

    /// <summary>The lists leave every set usable.</summary>
    /// <exception cref="RuleFileException">With every problem of every set.</exception>
    public static void RequireLists(IReadOnlyList<RuleSet> sets, NamedLists lists)
    {
        var problems = new List<RuleProblem>();
        foreach (var set in sets)
        {
            try
            {
                _ = RuleSetReader.Read(RuleSetWriter.Write(set), RuleDocuments.File(set.Name), lists, isStored: true);
            }
            catch (RuleFileException e)
            {
                problems.AddRange(e.Problems);
            }
        }

        if (problems.Count > 0)
            throw new RuleFileException(problems);
    }
}
