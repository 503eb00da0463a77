using Automation.Rules.Operators;

namespace Automation.Rules.Analysis;

/// <summary>The numbers for which a comparison holds: a few ranges, each with or without its ends.</summary>
/// <remarks>Number fields hold whole numbers only, so no number lies between 10 and 11. The engine takes numbers closer than 1e-9 for equal.</remarks>
internal sealed class NumberRanges
{
    private const double MinutesOfDay = 24 * 60;

    private readonly Range[] _ranges;

    private const double Tolerance = 1e-9;

    // Up to here a number and the next one are two.
    private const double Countable = 1e15;

    private NumberRanges(params Range[] ranges) => _ranges = [.. ranges.Where(range => !range.IsEmpty)];

    /// <summary>The least number and the greatest; of no ranges, and without bounds, the infinities.</summary>
    public (double Least, double Most) Ends => IsEmpty ? (double.PositiveInfinity, double.NegativeInfinity) : (_ranges.Min(range => range.From), _ranges.Max(range => range.To));

    public bool IsEmpty => _ranges.Length == 0;

    public static NumberRanges Of(Operator op, bool isTime, double[] numbers)
    {
        var (least, most) = isTime ? (0, MinutesOfDay) : (double.NegativeInfinity, double.PositiveInfinity);
        var ranges = Of(op, isTime, numbers, least, most);
        return isTime ? ranges : new([.. ranges._ranges.Select(range => range.OfWholeNumbers())]);
    }

    private static NumberRanges Of(Operator op, bool isTime, double[] numbers, double least, double most) =>
        op switch
        {
            Operator.Is or Operator.IsOneOf => new([.. numbers.Select(number => isTime || Math.Abs(number - Math.Round(number)) > Tolerance ? number : Math.Round(number)).Select(number => new Range(number, false, number, false))]),
            Operator.IsAtLeast or Operator.IsAtOrAfter => new(new Range(numbers[0], false, most, isTime)),
            Operator.IsAtMost => new(new Range(least, false, numbers[0], false)),
            Operator.IsMoreThan => new(new Range(numbers[0], true, most, false)),
            Operator.IsLessThan or Operator.IsBefore => new(new Range(least, false, numbers[0], true)),
            Operator.IsBetween when !isTime => new(new Range(numbers[0], false, numbers[1], false)),
            Operator.IsBetween when numbers[0] <= numbers[1] => new(new Range(numbers[0], false, numbers[1], true)),
            Operator.IsBetween => new(new Range(numbers[0], false, most, true), new Range(least, false, numbers[1], true)),
            _ => throw new InvalidOperationException($"{op} does not compare numbers."),
        };

    /// <summary>Every number of these is one of the other's. May say no although it is so, when it takes two ranges to hold one.</summary>
    public bool IsWithin(NumberRanges other) => Array.TrueForAll(_ranges, range => Array.Exists(other._ranges, range.IsWithin));

    /// <summary>No number is in both.</summary>
    public bool IsApartFrom(NumberRanges other) => Array.TrueForAll(_ranges, range => Array.TrueForAll(other._ranges, range.IsApartFrom));

    private readonly record struct Range(double From, bool WithoutFrom, double To, bool WithoutTo)
    {
        public bool IsEmpty => From > To || (From == To && (WithoutFrom || WithoutTo));

        /// <summary>The same whole numbers with both ends. Beyond what can be counted by ones it stays as it is.</summary>
        public Range OfWholeNumbers()
        {
            var (from, isAfter) = Math.Abs(From) < Countable ? (WithoutFrom ? Math.Floor(From) + 1 : Math.Ceiling(From), false) : (From, WithoutFrom);
            var (to, isBefore) = Math.Abs(To) < Countable ? (WithoutTo ? Math.Ceiling(To) - 1 : Math.Floor(To), false) : (To, WithoutTo);
            return new(from, isAfter, to, isBefore);
        }

        public bool IsWithin(Range other) =>
            (other.From < From || (other.From == From && (!other.WithoutFrom || WithoutFrom)))
            && (other.To > To || (other.To == To && (!other.WithoutTo || WithoutTo)));

        public bool IsApartFrom(Range other) => EndsBefore(this, other) || EndsBefore(other, this);

        private static bool EndsBefore(Range left, Range right) =>
            left.To < right.From || (left.To == right.From && (left.WithoutTo || right.WithoutFrom));
    }
}
