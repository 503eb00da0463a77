using System.Text.RegularExpressions;
using Automation.Workflows.Activities.Http;
using Automation.Workflows.Definitions;
using Automation.Workflows.Expressions;
using Automation.Workflows.Graphs;

namespace Automation.Workflows.Validation;

/// <summary>
/// Paths that stand fixed at an HTTP endpoint and that no request can ever meet, or not as it is meant. What is allowed is what the desk matches: parts between slashes, each either fixed or
/// one parameter in braces.
/// </summary>
internal static partial class EndpointChecks
{
    public static IEnumerable<DefinitionProblem> Of(WorkflowGraph graph)
    {
        foreach (var node in OwnNodes.Of(graph))
        {
            if (node.Activity is not HttpEndpoint endpoint)
                continue;
            if (endpoint.Path.Expression is ConstantExpression { Value: string { Length: > 0 } path })
            {
                if (Wrong(path) is { } wrong)
                    yield return DefinitionProblem.Error("wrong-path", $"{node.Quoted}, Path: '{path}' {wrong}", $"{node.Path}.path", node.Id);
                else if (path.Contains("?}", StringComparison.Ordinal))
                    yield return DefinitionProblem.Warning("optional-parameter", $"{node.Quoted}, Path: '{path}' has a parameter that may be left out, but here every one must be given. Use a second endpoint for the shorter path.", $"{node.Path}.path", node.Id);
            }

            if (endpoint.SupportedMethods.Expression is ConstantExpression { Value: List<object?> { Count: 0 } or "[]" })
                yield return DefinitionProblem.Error("no-method", $"{node.Quoted}, Supported Methods: none is chosen, so it would answer to nothing. Choose at least one.", $"{node.Path}.supportedMethods", node.Id);
        }
    }

    /// <summary>The rest of a sentence that begins with the path; null when it can be matched.</summary>
    private static string? Wrong(string path)
    {
        if (path.Contains("://", StringComparison.Ordinal))
            return "is a whole address. Write only the path, such as orders/{id}.";
        if (InBraces().Replace(path, "").IndexOfAny(['?', '#']) is >= 0)
            return "has a query or a fragment, which belong to no path. What stands behind the question mark comes by itself.";
        if (path.Any(letter => char.IsWhiteSpace(letter) || letter == '\\'))
            return "has a space or a backslash, which no path has. Take it out.";
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
            return "is empty. Write what requests are sent to, such as orders.";

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < parts.Length; index++)
        {
            var part = parts[index];
            if (part is "." or "..")
                return $"has the part '{part}', which every client takes out before it asks. Write the path in full.";
            if (part.IndexOfAny(['{', '}']) < 0)
                continue;
            if (part.Count(letter => letter == '{') > part.Count(letter => letter == '}'))
                return $"has a brace that is not closed: '{part}'.";
            if (part.Count(letter => letter == '{') < part.Count(letter => letter == '}'))
                return $"has a closing brace without an opening one: '{part}'.";
            if (Parameter().Match(part) is not { Success: true } parameter)
                return $"has the part '{part}'. A parameter is a whole part between slashes with a name of letters, digits and underscores in braces, such as {{id}}.";
            if (!names.Add(parameter.Groups["name"].Value))
                return $"has the parameter '{parameter.Groups["name"].Value}' twice. Give each its own name.";
            if (parameter.Groups["rest"].Length > 0 && index < parts.Length - 1)
                return $"has '{part}', which takes all that follows, before its end. Move it to the end.";
        }

        return null;
    }

    [GeneratedRegex(@"^\{(?<rest>\*{0,2})(?<name>[\p{L}_][\p{L}\p{Nd}_-]*)(:[^{}]+)?\??\}$")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\{[^{}/]*\}")]
    private static partial Regex InBraces();
}
