namespace Automation.Rules.Operators;

/// <summary>Numbers, flags (0 and 1) and times (minutes of the day).</summary>
internal static class NumberComparison
{
    private const double Tolerance = 1e-9;

    public static bool Holds(Operator op, bool isTime, double value, ReadOnlySpan<double> expected) => op switch
    {
        Operator.Is => Same(value, expected[0]),
        Operator.IsOneOf => ContainsSame(value, expected),
        Operator.IsAtLeast or Operator.IsAtOrAfter => value >= expected[0],
        Operator.IsAtMost => value <= expected[0],
        Operator.IsMoreThan => value > expected[0],
        Operator.IsLessThan or Operator.IsBefore => value < expected[0],
        Operator.IsBetween when !isTime => value >= expected[0] && value <= expected[1],
        // A range such as 22:00 to 06:00 passes midnight.
        Operator.IsBetween => expected[0] <= expected[1]
            ? value >= expected[0] && value < expected[1]
            : value >= expected[0] || value < expected[1],
        _ => throw new InvalidOperationException($"{op} does not compare numbers."),
    };

    private static bool ContainsSame(double value, ReadOnlySpan<double> expected)
    {
        foreach (var one in expected)
        {
            if (Same(value, one))
                return true;
        }
        return false;
    }

    private static bool Same(double left, double right) => Math.Abs(left - right) <= Tolerance * Math.Max(1, Math.Abs(right));
}
