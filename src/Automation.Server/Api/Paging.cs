using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Automation.Server.Api;

/// <summary>Cursor paging: a page is named by where the one before ended, so that new rows never shift it.</summary>
internal static class Paging
{
    private const int DefaultSize = 50;
    private const int LargestSize = 200;

    public static bool TryRead(string? after, string? count, out long? cursor, out int size, [NotNullWhen(false)] out IResult? problem)
    {
        cursor = null;
        problem = null;
        size = DefaultSize;
        if (count is not null && (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out size) || size is < 1 or > LargestSize))
        {
            problem = Problems.BadRequest("count", $"A page has 1 to {LargestSize} rows, not '{count}'.");
            return false;
        }

        if (after is null)
            return true;
        if (!long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
        {
            problem = Problems.BadRequest("after", $"'{after}' is not a cursor; take it from 'next' of the page before.");
            return false;
        }

        cursor = parsed;
        return true;
    }

    public static string? Write(long? cursor) => cursor?.ToString(CultureInfo.InvariantCulture);
}
