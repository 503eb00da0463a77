using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Automation.Rules.Files;
using Automation.Stages.Content;

namespace Automation.Stages.RuleBook;

/// <summary>Takes the rules from one desk to another: as the files of <c>rules/</c>, in a zip file or one by one.</summary>
public sealed class RuleTransfer(RuleEditor editor)
{
    /// <summary>All documents in force, as a zip file.</summary>
    public async Task<byte[]> ExportAsync(CancellationToken cancellationToken)
    {
        var workspace = await editor.ReadAsync(cancellationToken);
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var document in workspace.Documents.Where(d => d.InForce is not null))
            {
                await using var entry = await zip.CreateEntry($"{document.Name}.json").OpenAsync(cancellationToken);
                await entry.WriteAsync(Encoding.UTF8.GetBytes(document.InForce!.Write(document.InForceVersion)), cancellationToken);
            }
        }

        return stream.ToArray();
    }

    /// <summary>Makes a draft of every file that says something else than what is in force; nothing is published.</summary>
    /// <param name="files">Texts by file name; schemas are passed over. What a file holds is told by what stands in it, not by its name.</param>
    /// <returns>The documents of which a draft was made.</returns>
    /// <exception cref="RuleFileException">One of the files cannot be used; no draft is made of any.</exception>
    /// <exception cref="RuleConflictException">Somebody is writing on one of the documents; their draft stays.</exception>
    public async Task<IReadOnlyList<string>> ImportAsync(IReadOnlyDictionary<string, string> files, string person, CancellationToken cancellationToken)
    {
        var workspace = await editor.ReadAsync(cancellationToken);
        var contents = ReadAll(files, workspace);
        var changed = contents.Where(c => workspace.Find(c.Name)?.InForce is not { } inForce || !RuleEditor.Compare(inForce, c).IsEmpty).ToList();
        foreach (var content in changed)
        {
            if (workspace.Find(content.Name) is { Draft: { } draft } document && !RuleEditor.Compare(draft, content).IsEmpty)
                throw new RuleConflictException(document, RuleEditor.Compare(draft, content));
        }

        if (changed.Count > 0)
            await editor.SaveDraftsAsync(changed, workspace, person, cancellationToken);
        return changed.ConvertAll(c => c.Name);
    }

    private static List<RuleContent> ReadAll(IReadOnlyDictionary<string, string> files, RuleWorkspace workspace)
    {
        var problems = new List<RuleProblem>();
        var contents = new List<RuleContent>();
        var lists = workspace.Lists(withDrafts: true);
        var named = files.Where(f => !f.Key.EndsWith(".schema.json", StringComparison.OrdinalIgnoreCase))
            .Select(f => (Name: NameOf(f.Key, f.Value), File: f.Key, Text: f.Value))
            .OrderByDescending(f => f.Name == RuleDocuments.Lists)
            .ThenBy(f => f.File, StringComparer.Ordinal)
            .ToList();
        foreach (var (name, file, text) in named)
        {
            if (named.Find(f => f.Name == name) is var other && other.File != file)
            {
                problems.Add(new RuleProblem(file, 0, 0, null, $"\"{other.File}\" and \"{file}\" both hold {RuleDocuments.File(name)}; leave one of them out."));
                continue;
            }

            try
            {
                contents.Add(RuleContent.Read(name, text, lists, file: file == name + ".json" ? null : file));
                lists = contents[^1].Lists ?? lists;
            }
            catch (RuleFileException e)
            {
                problems.AddRange(e.Problems);
                if (name == RuleDocuments.Lists)
                    break;
            }
        }

        if (problems.Count == 0 && contents.Count == 0)
            problems.Add(new RuleProblem("import", 0, 0, null, "There is no rule file; send files such as routing.json."));
        return problems.Count == 0 ? contents : throw new RuleFileException(problems);
    }

    /// <summary>
    /// Which document a file is. What stands in it counts, because downloads are called otherwise: <c>routing-3.json</c> by the history, <c>routing (1).json</c> by
    /// browsers. Only of a file that does not say it, or cannot be read, its own name is taken.
    /// </summary>
    private static string NameOf(string file, string text)
    {
        var own = Path.GetFileNameWithoutExtension(file);
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return own;
            if (root.TryGetProperty("name", out var name))
                return name.ValueKind == JsonValueKind.String && RuleDocuments.IsSet(name.GetString()!) ? name.GetString()! : own;
            return root.TryGetProperty(RuleDocuments.Lists, out _) ? RuleDocuments.Lists : root.TryGetProperty(RuleDocuments.Categories, out _) ? RuleDocuments.Categories : own;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // What is wrong with it is told by the reader, with line and column.
            return own;
        }
    }
}
