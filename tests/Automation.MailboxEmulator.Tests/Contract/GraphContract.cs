using System.Text.Json;
using System.Text.RegularExpressions;

namespace Automation.MailboxEmulator.Tests.Contract;

/// <summary>
/// Checks JSON against the Graph slice (OpenAPI 3.1, JSON Schema in its plain parts) when that file lies beside the repository.
/// Only the keywords the slice uses are known; another keyword is an error, so that nothing is passed over in silence.
/// </summary>
internal sealed partial class GraphContract
{
    private static readonly Lazy<GraphContract?> Loaded = new(Load);
    private readonly JsonElement _root;
    private readonly List<(Regex Path, JsonElement Operations)> _paths = [];

    private GraphContract(JsonElement root)
    {
        _root = root;
        // A literal path wins over one with a parameter in its place.
        foreach (var path in root.GetProperty("paths").EnumerateObject().OrderBy(p => p.Name.Count(c => c == '{')))
            _paths.Add((new Regex("^" + Parameter().Replace(Regex.Escape(path.Name).Replace("}", "\\}", StringComparison.Ordinal), "[^/]+") + "$", RegexOptions.IgnoreCase), path.Value));
    }

    /// <summary>Null when the file is not there.</summary>
    public static GraphContract? Instance => Loaded.Value;

    /// <summary>How many answers have been checked in this run.</summary>
    public static int Checked => _checked;

    private static int _checked;

    /// <summary>Problems of an answer; empty when it fits. Path is the one below the version, in plain spelling.</summary>
    public IReadOnlyList<string> Check(string method, string path, int status, JsonElement body)
    {
        Interlocked.Increment(ref _checked);
        var problems = new List<string>();
        if (status >= 400)
        {
            Validate(body, Schema("odata.error"), "$", problems);
            return problems;
        }

        var operation = _paths.Where(p => p.Path.IsMatch(path)).Select(p => p.Operations).FirstOrDefault();
        if (operation.ValueKind != JsonValueKind.Object || !operation.TryGetProperty(method.ToLowerInvariant(), out var found))
            return [$"The contract has no {method} {path}."];
        if (!found.GetProperty("responses").TryGetProperty(status.ToString(System.Globalization.CultureInfo.InvariantCulture), out var response))
            return [$"The contract has no answer {status} for {method} {path}."];
        if (response.TryGetProperty("content", out var content) && content.TryGetProperty("application/json", out var json))
            Validate(body, json.GetProperty("schema"), "$", problems);
        return problems;
    }

    public IReadOnlyList<string> CheckSchema(string name, JsonElement body)
    {
        Interlocked.Increment(ref _checked);
        var problems = new List<string>();
        Validate(body, Schema(name), "$", problems);
        return problems;
    }

    private JsonElement Schema(string name) => _root.GetProperty("components").GetProperty("schemas").GetProperty(name);

    private void Validate(JsonElement value, JsonElement schema, string at, List<string> problems)
    {
        if (schema.ValueKind == JsonValueKind.True)
            return;
        foreach (var keyword in schema.EnumerateObject())
        {
            switch (keyword.Name)
            {
                case "$ref":
                    Validate(value, Schema(keyword.Value.GetString()!.Split('/')[^1]), at, problems);
                    break;
                case "type":
                    if (!Types(keyword.Value).Any(t => IsType(value, t)))
                        problems.Add($"{at}: {value.ValueKind} is no {keyword.Value}");
                    break;
                case "const":
                    if (value.ToString() != keyword.Value.ToString())
                        problems.Add($"{at}: '{value}' is not '{keyword.Value}'");
                    break;
                case "enum":
                    if (!keyword.Value.EnumerateArray().Any(e => e.ToString() == value.ToString()))
                        problems.Add($"{at}: '{value}' is not in {keyword.Value}");
                    break;
                case "pattern":
                    if (value.ValueKind == JsonValueKind.String && !Regex.IsMatch(value.GetString()!, keyword.Value.GetString()!))
                        problems.Add($"{at}: '{value}' does not match {keyword.Value}");
                    break;
                case "required":
                    if (value.ValueKind == JsonValueKind.Object)
                        problems.AddRange(keyword.Value.EnumerateArray().Where(n => !value.TryGetProperty(n.GetString()!, out _)).Select(n => $"{at}: '{n}' is missing"));
                    break;
                case "items":
                    if (value.ValueKind == JsonValueKind.Array)
                    {
                        var i = 0;
                        foreach (var item in value.EnumerateArray())
                            Validate(item, keyword.Value, $"{at}[{i++}]", problems);
                    }

                    break;
                case "maxItems":
                    if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > keyword.Value.GetInt32())
                        problems.Add($"{at}: too many items");
                    break;
                case "properties":
                    ValidateProperties(value, schema, at, problems);
                    break;
                case "additionalProperties" when !schema.TryGetProperty("properties", out _) || keyword.Value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                case "patternProperties" when schema.TryGetProperty("properties", out _):
                case "format" or "contentEncoding" or "description" or "title" or "minimum" or "maximum" or "default":
                    break;
                case "allOf":
                    foreach (var part in keyword.Value.EnumerateArray())
                        Validate(value, part, at, problems);
                    break;
                case "anyOf" or "oneOf":
                    ValidateChoice(value, keyword, at, problems);
                    break;
                case "not":
                    var inverse = new List<string>();
                    Validate(value, keyword.Value, at, inverse);
                    if (inverse.Count == 0)
                        problems.Add($"{at}: fits what it must not fit");
                    break;
                default:
                    throw new NotSupportedException($"The checker does not know the keyword '{keyword.Name}'.");
            }
        }
    }

    private void ValidateChoice(JsonElement value, JsonProperty keyword, string at, List<string> problems)
    {
        var fits = 0;
        List<string>? nearest = null;
        foreach (var choice in keyword.Value.EnumerateArray())
        {
            var found = new List<string>();
            Validate(value, choice, at, found);
            fits += found.Count == 0 ? 1 : 0;
            nearest = nearest is null || found.Count < nearest.Count ? found : nearest;
        }

        if (fits == 0)
            problems.AddRange(nearest!);
        else if (keyword.Name == "oneOf" && fits != 1)
            problems.Add($"{at}: fits {fits} of oneOf");
    }

    private void ValidateProperties(JsonElement value, JsonElement schema, string at, List<string> problems)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return;
        var known = schema.GetProperty("properties");
        var isStrict = schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.False;
        var allowsAnnotations = schema.TryGetProperty("patternProperties", out _);
        foreach (var property in value.EnumerateObject())
        {
            if (known.TryGetProperty(property.Name, out var inner))
                Validate(property.Value, inner, $"{at}.{property.Name}", problems);
            else if (isStrict && !(allowsAnnotations && property.Name.Contains('@', StringComparison.Ordinal)))
                problems.Add($"{at}: unknown property '{property.Name}'");
        }
    }

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()!) : [type.GetString()!];

    private static bool IsType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new NotSupportedException(type),
    };

    private static GraphContract? Load()
    {
        var file = SharedFiles.Find("graph/graph-mail-slice.json");
        return file is null ? null : new GraphContract(JsonDocument.Parse(File.ReadAllText(file)).RootElement);
    }

    [GeneratedRegex(@"\\\{[^}]*\\\}")]
    private static partial Regex Parameter();
}

/// <summary>Material that may lie beside the repository; tests that read it skip without it.</summary>
internal static class SharedFiles
{
    /// <summary>Null when it is not there.</summary>
    public static string? Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "Automation.sln")))
                continue;
            var found = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", path));
            return File.Exists(found) || Directory.Exists(found) ? found : null;
        }

        return null;
    }
}
