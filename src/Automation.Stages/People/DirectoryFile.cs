using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Automation.Tickets.People;

namespace Automation.Stages.People;

/// <summary>The people and teams an administrator keeps in a file. The first to name somebody is who counts; nobody is named twice.</summary>
public sealed record DirectoryFile(IReadOnlyList<Person> People, IReadOnlyList<Team> Teams)
{
    private const int MostProblems = 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <param name="name">What the file is called in problems.</param>
    /// <exception cref="DirectoryFileException">It is no JSON of this shape, or somebody in it cannot be meant; every problem with its place.</exception>
    public static DirectoryFile Read(string json, string name)
    {
        Written written;
        try
        {
            written = JsonSerializer.Deserialize<Written>(json, Json) ?? throw new DirectoryFileException([$"{name}: the file says null; it is an object with \"people\" and \"teams\"."]);
        }
        catch (JsonException e)
        {
            throw new DirectoryFileException([string.Create(CultureInfo.InvariantCulture, $"{name}({e.LineNumber + 1},{e.BytePositionInLine + 1}): {Reason(e)}")]);
        }

        var problems = new List<string>();
        var people = Distinct(written.People ?? [], person => person?.Address?.Trim().ToLowerInvariant(), "people", problems, (person, address, where) =>
        {
            if (address.IndexOf('@') is <= 0 || address.EndsWith('@') || address.Any(char.IsWhiteSpace))
                problems.Add($"{where}: \"{address}\" is no mail address.");
            if (person.TimeZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
                problems.Add($"{where}: there is no time zone \"{zone}\"; write one such as Europe/Berlin.");
            return person with { Address = address, Tags = [.. (person.Tags ?? []).Select(tag => tag.Trim()).Where(tag => tag.Length > 0)] };
        });
        var teams = Distinct(written.Teams ?? [], team => team?.Key?.Trim(), "teams", problems, (team, key, where) =>
        {
            if (key.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
                problems.Add($"{where}: the key of a team has lower case letters, digits and hyphens; rules name it.");
            if (string.IsNullOrWhiteSpace(team.Name))
                problems.Add($"{where}: the team has no name.");
            foreach (var member in (team.Members ?? []).Where(member => !member.Contains('@', StringComparison.Ordinal)))
                problems.Add($"{where}: the member \"{member}\" is no mail address.");
            return team with { Key = key, Members = [.. (team.Members ?? []).Select(member => member.Trim().ToLowerInvariant()).Distinct()] };
        });
        if (problems.Count > 0)
            throw new DirectoryFileException([.. problems.Take(MostProblems).Select(problem => $"{name}: {problem}"), .. problems.Count > MostProblems ? [$"{name}: and {problems.Count - MostProblems} more."] : (string[])[]]);
        return new DirectoryFile(people, teams);
    }

    private static List<T> Distinct<T>(IReadOnlyList<T?> items, Func<T?, string?> keyOf, string what, List<string> problems, Func<T, string, string, T> read) where T : class
    {
        var (seen, all) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<T>());
        for (var i = 0; i < items.Count; i++)
        {
            var where = string.Create(CultureInfo.InvariantCulture, $"{what}[{i}]");
            if (items[i] is not { } item || keyOf(item) is not { Length: > 0 } key)
                problems.Add($"{where}: it has no {(what == "people" ? "\"address\"" : "\"key\"")}.");
            else if (!seen.TryAdd(key, i))
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{where}: \"{key}\" stands in {what}[{seen[key]}] already."));
            else
                all.Add(read(item, key, $"{where} ({key})"));
        }

        return all;
    }

    /// <summary>In our words: the reader's name its own types, and repeat the place.</summary>
    private static string Reason(JsonException e)
    {
        var (path, text) = (e.Path is { Length: > 1 } known ? known[2..] : "", e.Message);
        if (text.Contains("could not be mapped", StringComparison.Ordinal))
            return $"\"{path}\" is not known. A person has {Names(typeof(Person))}; a team has {Names(typeof(Team))}; the file has {Names(typeof(Written))}.";
        if (text.Contains("could not be converted", StringComparison.Ordinal))
            return path.Length == 0 ? "the file is an object with \"people\" and \"teams\"." : $"the value of \"{path}\" is of another kind than is wanted there.";
        foreach (var end in (string[])[" Path:", " LineNumber:"])
        {
            if (text.IndexOf(end, StringComparison.Ordinal) is var at and > 0)
                text = text[..at];
        }

        return text;
    }

    private static string Names(Type type) => string.Join(", ", type.GetConstructors()[0].GetParameters().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name!)));

    private sealed record Written(IReadOnlyList<Person?>? People, IReadOnlyList<Team?>? Teams);
}

/// <summary>A directory file that cannot be used; what is known stays.</summary>
public sealed class DirectoryFileException(IReadOnlyList<string> problems) : Exception(string.Join(" ", problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
