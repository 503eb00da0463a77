namespace Automation.Rules.Model;

/// <summary>
/// Decides one outcome from two others, as ITIL gives priority from impact and urgency.
/// A rule of the same set that names the outcome itself goes before the matrix.
/// </summary>
/// <param name="Cells">A row for each of <paramref name="RowValues"/>, in it a cell for each of <paramref name="ColumnValues"/>.</param>
public sealed record OutcomeMatrix(
    Outcome Rows,
    IReadOnlyList<string> RowValues,
    Outcome Columns,
    IReadOnlyList<string> ColumnValues,
    Outcome Decides,
    IReadOnlyList<IReadOnlyList<string>> Cells)
{
    /// <summary>The cell for the two values (case does not count), or null when one of them has no row or column.</summary>
    public string? Find(string? row, string? column)
    {
        var r = IndexOf(RowValues, row);
        var c = IndexOf(ColumnValues, column);
        return r < 0 || c < 0 ? null : Cells[r][c];
    }

    private static int IndexOf(IReadOnlyList<string> values, string? value)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (string.Equals(values[i], value, StringComparison.OrdinalIgnoreCase))
                return i;
        }
        return -1;
    }
}
