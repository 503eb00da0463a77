using Automation.Stages.Monitor;
using Automation.Stages.Tests.Desk;
using Automation.Tests.Databases;
using Automation.Workflows.Activities;
using Automation.Workflows.Definitions;
using Automation.Workflows.Execution;
using Automation.Workflows.Expressions;
using Automation.Workflows.Graphs;
using Microsoft.Extensions.Time.Testing;

namespace Automation.Stages.Tests.Monitor;

/// <summary>With the shipped calendars.</summary>
public sealed class WaitBusinessTimeTests() : DeskTest(new SqliteTestDatabase())
{
    private static readonly DateTimeOffset FridayAfternoon = new(2026, 3, 6, 14, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Only_open_time_counts()
    {
        var hours = Desk.Holder.Current.ServiceLevels.Calendar;
        var expected = hours.Add(FridayAfternoon, TimeSpan.FromHours(4));
        expected.Should().BeAfter(FridayAfternoon.AddDays(2), "a weekend lies between");

        (await RunAsync("04:00:00", "")).Timers.Single().DueAt.Should().Be(expected);
    }

    [Fact]
    public async Task A_calendar_that_is_always_open_counts_by_the_clock()
    {
        (await RunAsync("04:00:00", "24X7")).Timers.Single().DueAt.Should().Be(FridayAfternoon.AddHours(4));
    }

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("-01:00:00")]
    public async Task Nothing_or_less_is_over_at_once(string duration) => (await RunAsync(duration, "")).Timers.Single().DueAt.Should().Be(FridayAfternoon);

    [Theory]
    [InlineData("01:00:00", "Moon time", "There is no calendar 'Moon time'. There are: ")]
    [InlineData("200.00:00:00", "", "4800 hours of open time are too long")]
    public async Task What_cannot_be_waited_for_is_told(string duration, string calendar, string told) =>
        (await RunAsync(duration, calendar)).Incidents.Single().Message.Should().Contain(told);

    private async Task<BurstResult> RunAsync(string duration, string calendar)
    {
        var compiler = new GraphCompiler(ActivityRegistry.WithActivitiesOf(typeof(WaitBusinessTime).Assembly), new ExpressionCompiler(new ExpressionLimits()));
        var graph = compiler.Compile(WorkflowDefinition.Parse($$"""
            { "id": "w-1", "definitionId": "w", "name": "W", "version": 1, "root": { "type": "Automation.WaitBusinessTime", "id": "Wait", "version": 1,
                "duration": { "typeName": "TimeSpan", "expression": { "type": "Literal", "value": "{{duration}}" } },
                "calendar": { "typeName": "String", "expression": { "type": "Literal", "value": "{{calendar}}" } } } }
            """));
        var time = new FakeTimeProvider(FridayAfternoon);
        var environment = new ExecutionEnvironment(time, new TimeOrderedIds(time), new HostServices().Add(Desk.Holder));
        return await WorkflowEngine.RunAsync(graph, WorkflowEngine.Create(graph, environment), new BurstStart.Begin(), environment);
    }
}
