using Automation.Rules.Operators;
using CsCheck;

namespace Automation.Rules.Tests.Properties;

/// <summary>Numbers, times and branches compared a second time in other words: both ways to decide share the code for it.</summary>
public sealed class ComparisonByTheBookTests
{
    private static readonly Gen<int> Near = Gen.Int[0, 6];

    [Fact]
    public void Numbers_are_compared_as_school_says() =>
        Gen.Select(Near, Near, Near, Near).Sample((value, a, b, c) =>
        {
            bool Holds(Operator op, params double[] expected) => NumberComparison.Holds(op, isTime: false, value / 2d, expected);

            Holds(Operator.Is, a / 2d).Should().Be(value == a);
            Holds(Operator.IsOneOf, a / 2d, b / 2d, c / 2d).Should().Be(new[] { a, b, c }.Contains(value));
            Holds(Operator.IsAtLeast, a / 2d).Should().Be(!(value < a));
            Holds(Operator.IsAtMost, a / 2d).Should().Be(!(value > a));
            Holds(Operator.IsMoreThan, a / 2d).Should().Be(value > a);
            Holds(Operator.IsLessThan, a / 2d).Should().Be(value < a);
            var (low, high) = (Math.Min(a, b), Math.Max(a, b));
            Holds(Operator.IsBetween, low / 2d, high / 2d).Should().Be(Enumerable.Range(low, high - low + 1).Contains(value));
        }, iter: 2_000);

    [Fact]
    public void Nearly_one_number_is_that_number_and_a_little_more_is_not()
    {
        NumberComparison.Holds(Operator.Is, isTime: false, 0.1 + 0.2, [0.3]).Should().BeTrue();
        NumberComparison.Holds(Operator.Is, isTime: false, 3_000_000_000.000_001, [3_000_000_000]).Should().BeTrue();
        NumberComparison.Holds(Operator.Is, isTime: false, 0.30001, [0.3]).Should().BeFalse();
    }

    [Fact]
    public void A_span_of_the_day_is_the_minutes_a_clock_goes_through_from_its_begin_to_before_its_end() =>
        Gen.Select(Gen.Int[0, 23], Gen.Int[0, 23], Gen.Int[0, 23]).Sample((at, from, until) =>
        {
            var passed = new HashSet<int>();
            for (var hour = from; hour != until; hour = (hour + 1) % 24)
                passed.Add(hour);

            NumberComparison.Holds(Operator.IsBetween, isTime: true, at * 60, [from * 60, until * 60]).Should().Be(passed.Contains(at));
            NumberComparison.Holds(Operator.IsBefore, isTime: true, at * 60, [from * 60]).Should().Be(at < from);
            NumberComparison.Holds(Operator.IsAtOrAfter, isTime: true, at * 60, [from * 60]).Should().Be(at >= from);
        }, iter: 2_000);

    private static readonly Gen<string[]> Parts = Gen.Int[0, 4].Select(i => new[] { "net", "NET", "vpn", "n", "straße" }[i]).Array[1, 4];

    [Fact]
    public void A_branch_lies_within_another_when_it_begins_with_all_its_parts_and_a_domain_when_it_ends_with_them() =>
        Gen.Select(Parts, Parts).Sample((value, branch) =>
        {
            bool Same(IEnumerable<string> some) => some.SequenceEqual(branch, StringComparer.OrdinalIgnoreCase);

            Branches.IsWithin(string.Join('/', value), string.Join('/', branch), isPath: true).Should().Be(Same(value.Take(branch.Length)));
            Branches.IsWithin(string.Join('.', value), string.Join('.', branch), isPath: false).Should().Be(Same(value.TakeLast(branch.Length)));
        }, iter: 3_000);
}
