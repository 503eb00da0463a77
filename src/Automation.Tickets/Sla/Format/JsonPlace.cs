using System.Text.Json;

namespace Automation.Tickets.Sla.Format;

/// <summary>An element of a JSON file that knows where it stands and collects what is wrong with it.</summary>
internal readonly record struct JsonPlace(JsonElement Element, string Path, List<(string Path, string Message)> Problems)
{
    public void Complain(string message) => Problems.Add((Path, message));

    /// <summary>The member, or null when it is absent or null.</summary>
    public JsonPlace? Member(string name) =>
        Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new JsonPlace(value, Path.Length == 0 ? name : $"{Path}.{name}", Problems)
            : null;

    /// <summary>The elements of an array member; an absent one has none.</summary>
    public IEnumerable<JsonPlace> List(string name) => Member(name)?.Items() ?? [];

    public IReadOnlyList<JsonPlace> Items()
    {
        if (Element.ValueKind != JsonValueKind.Array)
        {
            Complain("This must be a list: [ ... ].");
            return [];
        }
        var (path, problems) = (Path, Problems);
        return [.. Element.EnumerateArray().Select((item, index) => new JsonPlace(item, $"{path}[{index}]", problems))];
    }

    /// <summary>The members of an object, refusing those that are not known: a misspelt word must not be passed over.</summary>
    public IReadOnlyList<(string Name, JsonPlace Value)> Members(params string[] known)
    {
        if (Element.ValueKind != JsonValueKind.Object)
        {
            Complain("This must be an object: { ... }.");
            return [];
        }
        var members = new List<(string, JsonPlace)>();
        foreach (var property in Element.EnumerateObject())
        {
            var place = Member(property.Name) ?? this;
            if (known.Contains(property.Name, StringComparer.Ordinal))
                members.Add((property.Name, place));
            else
                place.Complain($"\"{property.Name}\" is not known here. Known are: {string.Join(", ", known)}.");
        }
        return members;
    }

    /// <summary>The text of this place, or null after complaining.</summary>
    public string? Text(string example)
    {
        if (Element.ValueKind == JsonValueKind.String && Element.GetString() is { } text && !string.IsNullOrWhiteSpace(text))
            return text.Trim();
        Complain($"This must be a text, for example \"{example}\".");
        return null;
    }

    public string? Required(string name, string example)
    {
        if (Member(name) is { } member)
            return member.Text(example);
        Complain($"\"{name}\" is missing. Add it, for example \"{name}\": \"{example}\".");
        return null;
    }

    public bool Flag(string name)
    {
        if (Member(name) is not { } member)
            return false;
        if (member.Element.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            member.Complain("This must be true or false, without quotes.");
        return member.Element.ValueKind == JsonValueKind.True;
    }
}
