using Automation.Rules.Analysis;
using Automation.Rules.Comparison;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Stages.Content;

namespace Automation.Server.CommandLine;

/// <summary>
/// <c>automation rules check FOLDER</c> and <c>automation rules diff FOLDER FOLDER</c>: for a build that must not let a broken
/// rule through, and for the question what differs between two environments.
/// </summary>
internal sealed class RulesCommand(TextWriter output, TextWriter errors)
{
    public const string Usage = """
        automation rules check FOLDER

          reads the rule files of FOLDER; exits with 1 and file, line, column, rule and reason when one is refused
          (teams, service levels and templates are known to a running desk only, which tells at import of those it does not know)

        automation rules diff FOLDER FOLDER

          tells rule by rule what the second folder has otherwise; exits with 0 when nothing differs, with 1 when something does
        """;

    /// <summary>Exit codes: 0 good or the same, 1 refused or different, 2 the call was wrong or a folder cannot be read.</summary>
    public async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        try
        {
            if (args is [_, .. var paths] && paths.FirstOrDefault(File.Exists) is { } file)
            {
                await errors.WriteLineAsync($"'{file}' is a file: name the folder that holds the rule files.");
                return 2;
            }

            switch (args)
            {
                case ["check", var folder]:
                    return await CheckAsync(folder, cancellationToken);
                case ["diff", var before, var after]:
                    return await DiffAsync(before, after, cancellationToken);
            }
            await errors.WriteLineAsync(Usage);
            return 2;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"The rules cannot be read: {e.Message}");
            return 2;
        }
    }

    private async Task<int> CheckAsync(string path, CancellationToken cancellationToken)
    {
        if (await LoadAsync(path, cancellationToken) is not { } folder)
            return 1;
        if (folder.Sets.Count == 0)
        {
            await errors.WriteLineAsync($"There is no rule set in '{path}': name the folder that holds the .json files.");
            return 1;
        }
        if (folder.UnknownCategories.Concat(folder.ImpossibleValues).ToList() is { Count: > 0 } wrong)
        {
            await RefuseAsync(wrong);
            return 1;
        }
        foreach (var finding in RuleAnalysis.Analyse(RuleDocuments.InOrder(folder.Sets), folder.Lists, cancellationToken: cancellationToken))
            await output.WriteLineAsync($"note: set '{finding.Set}', rule '{finding.Rule}': {finding.Reason}");
        foreach (var inner in Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal))
            await output.WriteLineAsync($"note: what is in the folder '{inner}' is not read: all rule files of a desk stand in one folder.");
        foreach (var set in folder.Sets)
            await output.WriteLineAsync(set.HitPolicy == HitPolicy.Matrix
                ? $"{set.Name} v{set.Version}: a matrix"
                : $"{set.Name} v{set.Version}: {Count(set.Rules.Count, "rule")}, {set.Rules.Count(rule => rule.Enabled)} of them enabled{(set.Matrix is null ? "" : ", and a matrix")}");
        await output.WriteLineAsync($"Good: {Count(folder.Sets.Count, "set")}, {Count(folder.Sets.Sum(set => set.Rules.Count), "rule")}, {Count(folder.Lists.All.Count, "named list")}.");
        return 0;
    }

    private async Task<int> DiffAsync(string before, string after, CancellationToken cancellationToken)
    {
        var (old, now) = (await LoadAsync(before, cancellationToken), await LoadAsync(after, cancellationToken));
        if (old is null || now is null)
            return 2;
        var differences = RuleComparison.Compare(old.Sets, old.Lists, now.Sets, now.Lists);
        if (RuleComparison.Compare(old.Categories, now.Categories) is { } categories)
            differences = differences with { Lists = [.. differences.Lists, categories] };
        foreach (var line in DifferenceText.Lines(differences))
            await output.WriteLineAsync(line);
        if (differences.IsEmpty)
            await output.WriteLineAsync("Nothing differs.");
        return differences.IsEmpty ? 0 : 1;
    }

    private async Task<RuleFolder?> LoadAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            return await RuleFolder.LoadAsync(folder, cancellationToken);
        }
        catch (RuleFileException e)
        {
            await RefuseAsync(e.Problems);
            return null;
        }
    }

    private async Task RefuseAsync(IReadOnlyList<RuleProblem> problems)
    {
        foreach (var problem in problems)
            await errors.WriteLineAsync(problem.ToString());
        await errors.WriteLineAsync($"Refused: {Count(problems.Count, "problem")} in {Count(problems.Select(problem => problem.File).Distinct().Count(), "file")}.");
    }

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
