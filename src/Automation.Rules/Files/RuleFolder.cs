using Automation.Rules.Model;

namespace Automation.Rules.Files;

/// <summary>
/// The rule files of a folder: <c>lists.json</c> and <c>categories.json</c> if there are such, and one set a file, named as
/// the file; files ending in <c>.schema.json</c> are not read.
/// </summary>
/// <param name="Sets">In the order of their files' names.</param>
public sealed record RuleFolder(IReadOnlyList<RuleSet> Sets, NamedLists Lists)
{
    private const string ListsFile = "lists.json";
    private const string CategoriesFile = "categories.json";

    /// <summary>A file that is left out because it ends in .JSON would be missed by nobody.</summary>
    private static readonly EnumerationOptions AnyCase = new() { MatchCasing = MatchCasing.CaseInsensitive, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.None };

    public CategoryTree Categories { get; init; } = CategoryTree.Empty;

    /// <summary>Where the sets name a category that is not in the folder's tree; empty when the folder has none.</summary>
    public IReadOnlyList<RuleProblem> UnknownCategories { get; init; } = [];

    /// <summary>Where the sets compare with a value that the field can never have.</summary>
    public IReadOnlyList<RuleProblem> ImpossibleValues { get; init; } = [];

    /// <exception cref="RuleFileException">With the problems of all files.</exception>
    /// <exception cref="IOException">The folder or a file cannot be read.</exception>
    public static async Task<RuleFolder> LoadAsync(string folder, CancellationToken cancellationToken)
    {
        var problems = new List<RuleProblem>();
        var lists = NamedLists.Empty;
        var listsPath = Path.Combine(folder, ListsFile);
        var listsAreBroken = false;
        if (File.Exists(listsPath))
        {
            var bytes = await File.ReadAllBytesAsync(listsPath, cancellationToken).ConfigureAwait(false);
            listsAreBroken = !Try(() => lists = NamedListsReader.Read(RuleFileText.Of(bytes, listsPath), listsPath), problems);
        }
        var categories = CategoryTree.Empty;
        CategoryCheck? check = null;
        var unknown = new List<RuleProblem>();
        var impossible = new List<RuleProblem>();
        var categoriesPath = Path.Combine(folder, CategoriesFile);
        if (File.Exists(categoriesPath))
        {
            var bytes = await File.ReadAllBytesAsync(categoriesPath, cancellationToken).ConfigureAwait(false);
            if (Try(() => categories = CategoryTreeReader.Read(RuleFileText.Of(bytes, categoriesPath), categoriesPath), problems))
                check = new CategoryCheck(categories);
        }
        var sets = new List<RuleSet>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.json", AnyCase).Order(StringComparer.Ordinal))
        {
            var file = Path.GetFileName(path);
            if (file is ListsFile or CategoriesFile || file.EndsWith(".schema.json", StringComparison.Ordinal))
                continue;
            var bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
            Try(() => Add(RuleFileText.Of(bytes, path)), problems);

            void Add(string json)
            {
                // With a broken lists file every use of a list would be reported as well.
                sets.Add(RuleSetReader.Read(json, path, listsAreBroken ? null : lists, Path.GetFileNameWithoutExtension(file)));
                unknown.AddRange(check?.Check(json, path) ?? []);
                impossible.AddRange(ValueCheck.Check(json, path, lists));
            }
        }
        return problems.Count == 0
            ? new RuleFolder(sets, lists) { Categories = categories, UnknownCategories = unknown, ImpossibleValues = impossible }
            : throw new RuleFileException(problems);
    }

    /// <summary>The sets of these names, in this order: a chain.</summary>
    /// <exception cref="RuleFileException">A set is missing.</exception>
    public IReadOnlyList<RuleSet> Chain(params IReadOnlyList<string> names) =>
        [.. names.Select(name => Sets.FirstOrDefault(set => set.Name == name)
            ?? throw new RuleFileException([new RuleProblem(name + ".json", 0, 0, null, $"There is no rule set \"{name}\".")]))];

    private static bool Try(Action action, List<RuleProblem> problems)
    {
        try
        {
            action();
            return true;
        }
        catch (RuleFileException e)
        {
            problems.AddRange(e.Problems);
            return false;
        }
    }
}
