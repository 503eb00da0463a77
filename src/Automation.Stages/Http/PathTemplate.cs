using Automation.Workflows.Values;

namespace Automation.Stages.Http;

/// <summary>The path of an HTTP endpoint, with parameters in braces: <c>orders/{id}</c>; <c>{*rest}</c> at the end takes all that follows.</summary>
internal static class PathTemplate
{
    /// <summary>The parameters when the path fits; null when it does not.</summary>
    public static ValueMap? Match(string template, string path)
    {
        var wanted = template.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var given = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var values = new ValueMap();
        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted[i].StartsWith("{*", StringComparison.Ordinal))
            {
                values[NameOf(wanted[i])] = string.Join('/', given.Skip(i));
                return values;
            }

            if (i >= given.Length)
                return null;
            if (wanted[i].StartsWith('{'))
                values[NameOf(wanted[i])] = given[i];
            else if (!wanted[i].Equals(given[i], StringComparison.OrdinalIgnoreCase))
                return null;
        }

        return given.Length == wanted.Length ? values : null;
    }

    /// <summary>Without braces, stars and constraint.</summary>
    private static string NameOf(string part) => part.Trim('{', '}', '*').Split(':')[0].TrimEnd('?');
}
