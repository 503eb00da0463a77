using System.Globalization;
using System.Text.Json;

namespace Automation.Rules.Files;

/// <summary>Gathers what is wrong while a file is read, and takes typed values out of its JSON.</summary>
internal sealed class ProblemLog(string file)
{
    private readonly List<RuleProblem> _problems = [];

    /// <summary>The rule that is being read.</summary>
    public string? Rule { get; set; }

    /// <summary>
    /// What is read was stored before. Values that can match nothing are let pass then: refused, the whole set with its good rules
    /// would go out of force the day the program is renewed. They are told as impossible values.
    /// </summary>
    public bool IsStored { get; init; }

    public int Count => _problems.Count;

    public void ThrowIfAny()
    {
        if (_problems.Count > 0)
            throw new RuleFileException(_problems);
    }

    public void Add(PlacedJson at, string reason) => Add(at.Line, at.Column, reason);

    public void Add(int line, int column, string reason) => _problems.Add(new RuleProblem(file, line, column, Rule, reason));

    /// <summary>The members by name; those not in <paramref name="known"/> are problems.</summary>
    public Dictionary<string, PlacedJson> Members(PlacedJson json, string what, params ReadOnlySpan<string> known)
    {
        var members = new Dictionary<string, PlacedJson>();
        if (json.Kind != JsonValueKind.Object)
        {
            Add(json, $"{what} must be an object.");
            return members;
        }
        foreach (var member in json.Members)
        {
            if (known.Contains(member.Name))
                members[member.Name] = member.Value;
            else
                Add(member.Line, member.Column, $"\"{member.Name}\" is not known in {what}{Hint(member.Name, known.ToArray())}");
        }
        return members;
    }

    /// <summary>The end of a sentence that says a name is not known: which is meant, and which there are.</summary>
    public static string Hint(string name, IReadOnlyCollection<string> known) =>
        (Meant.Nearest(name, known) is { } near ? $"; is \"{near}\" meant? Known are " : "; known are ") + $"{string.Join(", ", known)}.";

    public IReadOnlyList<PlacedJson> Items(PlacedJson json, string what)
    {
        if (json.Kind == JsonValueKind.Array)
            return json.Items;
        Add(json, $"{what} must be a list.");
        return [];
    }

    public string? Text(PlacedJson json, string what)
    {
        if (json.Kind == JsonValueKind.String)
            return json.Text;
        Add(json, $"{what} must be a text.");
        return null;
    }

    public double? Number(PlacedJson json, string what)
    {
        if (json.Kind != JsonValueKind.Number || !double.TryParse(json.Text, CultureInfo.InvariantCulture, out var number))
            Add(json, $"{what} must be a number such as 8, without quotes.");
        else if (!double.IsFinite(number))
            Add(json, $"{what} is a number too large to count with: {json.Text}. Write one of at most 300 digits.");
        else
            return number;
        return null;
    }

    public bool? Flag(PlacedJson json, string what)
    {
        if (json.Kind is JsonValueKind.True or JsonValueKind.False)
            return json.Kind == JsonValueKind.True;
        Add(json, $"{what} must be true or false, without quotes.");
        return null;
    }

    /// <summary>Lower case letters, digits and hyphens, at most 100.</summary>
    public string? Name(PlacedJson json, string what)
    {
        var name = Text(json, what);
        if (name is null)
            return null;
        if (name.Length is > 0 and <= 100 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            return name;
        Add(json, $"{what} must be lower case letters, digits and hyphens (at most 100), not \"{name}\".");
        return null;
    }
}
