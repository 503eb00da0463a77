using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Automation.EndToEnd.Architecture;

public sealed partial class ClockAndBlockingTests(ITestOutputHelper output)
{
    private static readonly HashSet<string> Clock =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today",
        "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
    ];

    private static readonly HashSet<string> BlockingCalls =
    [
        "System.Threading.Thread.Sleep",
        "System.Threading.Tasks.Task.Wait", "System.Threading.Tasks.Task.WaitAll", "System.Threading.Tasks.Task.WaitAny",
        "System.Threading.Tasks.Task`1.get_Result", "System.Threading.Tasks.ValueTask`1.get_Result",
    ];

    /// <summary>What <c>await</c> itself compiles to, so unwanted only outside of the compiler's own state machines.</summary>
    private static readonly HashSet<string> Awaiters =
    [
        "System.Runtime.CompilerServices.TaskAwaiter.GetResult", "System.Runtime.CompilerServices.TaskAwaiter`1.GetResult",
        "System.Runtime.CompilerServices.ValueTaskAwaiter.GetResult", "System.Runtime.CompilerServices.ValueTaskAwaiter`1.GetResult",
    ];

    public static TheoryData<string> ProjectNames => FloorsTests.ProjectNames;

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void Time_is_read_through_TimeProvider_only(string project) =>
        CallsIn(Path.Combine(AppContext.BaseDirectory, project + ".dll"), Clock.Contains)
            .Should().BeEmpty("a test must be able to set the clock: take a TimeProvider");

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void Nothing_blocks_a_thread_on_asynchronous_work(string project) =>
        Blocking(Path.Combine(AppContext.BaseDirectory, project + ".dll"))
            .Should().BeEmpty("a blocked thread is missing elsewhere under load: await it");

    [Fact]
    public void No_source_blocks_inside_an_asynchronous_method_either()
    {
        var files = SourceTree.Files().ToList();
        output.WriteLine($"{files.Count} files");
        files.Should().NotBeEmpty();
        files.SelectMany(file => GetResult().Matches(file.Code).Select(match => $"{file.Path}({SourceTree.LineOf(file.Code, match.Index)})"))
            .Should().BeEmpty("GetAwaiter().GetResult() blocks: await it");
    }

    [Fact]
    public void Reading_the_clock_and_blocking_are_found_where_they_are()
    {
        var here = typeof(ClockAndBlockingTests).Assembly.Location;
        CallsIn(here, Clock.Contains).Should().Contain(call => call.Contains(nameof(Offender.ReadsTheClock)));
        var blocking = Blocking(here);
        blocking.Should().Contain(call => call.Contains(nameof(Offender.TakesTheResult)));
        blocking.Should().Contain(call => call.Contains(nameof(Offender.GetsTheResult)));
        blocking.Should().NotContain(call => call.Contains(nameof(Offender.AwaitsAsync)));
        GetResult().IsMatch("task.GetAwaiter()\n    .GetResult()").Should().BeTrue();
        SourceTree.WithoutComments("var a = \"http://x\"; // DateTime.Now\n/* b\n */ c").Should().Be("var a = \"http://x\"; \n\n c");
    }

    private static List<string> Blocking(string path) =>
        CallsIn(path, name => BlockingCalls.Contains(name) || Awaiters.Contains(name))
            .Where(call => !(Awaiters.Any(call.Contains) && (call.Contains(".MoveNext ", StringComparison.Ordinal) || call.Contains(".<Main> ", StringComparison.Ordinal))))
            .ToList();

    private static List<string> CallsIn(string path, Func<string, bool> isUnwanted)
    {
        using var code = new CompiledCode(path);
        return [.. code.Calls(isUnwanted).Select(call => $"{call.Caller} calls {call.Callee}")];
    }

    [GeneratedRegex(@"GetAwaiter\(\)\s*\.GetResult\(\)")]
    private static partial Regex GetResult();

    private static class Offender
    {
        public static DateTimeOffset ReadsTheClock() => DateTimeOffset.UtcNow;

        public static int TakesTheResult(Task<int> task) => task.Result;

        public static void GetsTheResult(Task task) => task.GetAwaiter().GetResult();

        public static async Task<int> AwaitsAsync(Task<int> task) => await task + 1;
    }
}
