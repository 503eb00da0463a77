namespace Automation.Rules.Files;

/// <summary>What somebody meant who wrote a name that there is not: the known one that takes the fewest strokes to come to.</summary>
internal static class Meant
{
    private const int Longest = 60;
    private const int ShortestPart = 3;

    /// <summary>The end of a sentence that says there is no such thing: <c>; is "subject" meant?</c>, or a full stop when nothing is near.</summary>
    public static string Instead(string name, IEnumerable<string> known) => Nearest(name, known) is { } near ? $"; is \"{near}\" meant?" : ".";

    /// <summary>The nearest of the known names, without regard to case; null when none is near, or the name is longer than names are.</summary>
    public static string? Nearest(string name, IEnumerable<string> known)
    {
        if (name.Length is 0 or > Longest)
            return null;
        var written = name.ToLowerInvariant();
        // One wrong stroke in three: more of them make another word.
        var most = Math.Max(1, name.Length / 3);
        return known.Where(one => one.Length <= Longest)
            .Select(one => (Name: one, Strokes: Strokes(written, one.ToLowerInvariant()), IsPart: IsPart(written, one.ToLowerInvariant())))
            .Where(one => one.Strokes <= most || one.IsPart)
            .OrderBy(one => one.Strokes <= most ? one.Strokes : Longest + one.Strokes)
            .Select(one => one.Name)
            .FirstOrDefault();
    }

    private static bool IsPart(string one, string other) =>
        Math.Min(one.Length, other.Length) >= ShortestPart && (one.Contains(other, StringComparison.Ordinal) || other.Contains(one, StringComparison.Ordinal));

    // Letters put in, left out, exchanged, or written the wrong way round (optimal string alignment).
    private static int Strokes(string from, string to)
    {
        var (before, last, row) = (new int[to.Length + 1], new int[to.Length + 1], new int[to.Length + 1]);
        for (var j = 0; j <= to.Length; j++)
            last[j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, last, row) = (last, row, before);
        }

        return last[to.Length];
    }
}
