using System.Globalization;
using Automation.Workflows.Activities.Scheduling;

namespace Automation.Workflows.Tests.Execution;

public sealed class Cron_schedules
{
    [Theory]
    [InlineData("0 0 * * * *", "2026-03-02T09:10:00", "2026-03-02T10:00:00")]
    [InlineData("*/15 * * * *", "2026-03-02T09:15:00", "2026-03-02T09:30:00")]
    [InlineData("0 30 8 ? * MON-FRI", "2026-03-06T09:00:00", "2026-03-09T08:30:00")]
    [InlineData("0 0 12 L * *", "2026-02-01T00:00:00", "2026-02-28T12:00:00")]
    [InlineData("0 0 9 * * FRI#2", "2026-03-02T00:00:00", "2026-03-13T09:00:00")]
    [InlineData("0 0 0 29 2 *", "2026-03-02T00:00:00", "2028-02-29T00:00:00")]
    [InlineData("10,40 5-6 23 31 12 *", "2026-12-31T23:05:10", "2026-12-31T23:05:40")]
    [InlineData("0 0 0 * * 7", "2026-03-02T00:00:00", "2026-03-08T00:00:00")]
    public void The_next_moment_comes_strictly_after(string cron, string after, string expected) =>
        CronSchedule.Parse(cron).Next(Utc(after)).Should().Be(Utc(expected));

    [Fact]
    public void A_day_that_never_comes_has_no_next_moment() => CronSchedule.Parse("0 0 0 31 2 *").Next(Utc("2026-01-01T00:00:00")).Should().BeNull();

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("60 * * * *")]
    [InlineData("5-1 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("* * * * NOD")]
    public void What_is_no_cron_expression_is_refused(string cron) => ((Action)(() => CronSchedule.Parse(cron))).Should().Throw<FormatException>();

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
