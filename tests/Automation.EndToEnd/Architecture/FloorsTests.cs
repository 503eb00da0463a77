using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Automation.EndToEnd.Architecture;

public sealed partial class FloorsTests(ITestOutputHelper output)
{
    private static readonly string[] OutsideWorld =
        ["System.Net.Http", "System.Net.Sockets", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Microsoft.Data.Sqlite", "Npgsql", "Quartz"];

    public static TheoryData<string> ProjectNames => [.. SourceTree.Projects.Select(SourceTree.NameOf)];

    [Fact]
    public void No_project_reference_climbs()
    {
        var objections =
            from project in SourceTree.Projects
            from other in SourceTree.References(project, "ProjectReference")
            select Floors.Objection(SourceTree.NameOf(project), other) into objection
            where objection is not null
            select objection;
        output.WriteLine($"{SourceTree.Projects.Count} projects");
        SourceTree.Projects.Should().HaveCountGreaterThan(9);
        objections.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void No_compiled_reference_climbs(string project)
    {
        using var code = new CompiledCode(AssemblyOf(project));
        var others = code.AssemblyReferences.Where(name => name.StartsWith("Automation.", StringComparison.Ordinal)).ToList();
        output.WriteLine($"{project} -> {string.Join(", ", others)}");
        others.Select(other => Floors.Objection(project, other)).Where(objection => objection is not null).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void Only_the_Graph_project_refers_to_Microsoft_Graph(string project)
    {
        var file = SourceTree.Projects.Single(path => SourceTree.NameOf(path) == project);
        using var code = new CompiledCode(AssemblyOf(project));
        var graph = SourceTree.References(file, "PackageReference").Concat(code.AssemblyReferences)
            .Where(name => name == "Microsoft.Graph" || name.StartsWith("Microsoft.Graph.", StringComparison.Ordinal));
        if (project != "Automation.Graph")
            graph.Should().BeEmpty($"{project} must use the port in Automation.Mail; only Automation.Graph speaks to Microsoft 365");
    }

    [Fact]
    public void The_ground_floor_reaches_neither_network_nor_database_nor_scheduler()
    {
        foreach (var project in Floors.Ground)
        {
            using var code = new CompiledCode(AssemblyOf(project));
            code.AssemblyReferences.Should().NotContain(
                name => OutsideWorld.Any(outside => name == outside || name.StartsWith(outside + ".", StringComparison.Ordinal)),
                $"{project} is pure: what it needs from outside comes through a port");
        }
    }

    [Fact]
    public void NodaTime_stays_inside_the_calendars() =>
        SourceTree.Files()
            .Where(file => NodaTime().IsMatch(file.Code) && !file.Path.StartsWith("src/Automation.Tickets/Calendars/", StringComparison.Ordinal))
            .Select(file => file.Path)
            .Should().BeEmpty("the rest of the product speaks DateTimeOffset and TimeSpan");

    [Theory]
    [InlineData("Automation.Mail", "Automation.Tickets", "beside it")]
    [InlineData("Automation.Tickets", "Automation.Storage", "climbs")]
    [InlineData("Automation.Stages", "Automation.Desk", "climbs")]
    [InlineData("Automation.Desk", "Automation.Studio", "beside it")]
    [InlineData("Automation.Desk", "Automation.MailboxEmulator", "only Automation.Server")]
    [InlineData("Automation.MailboxEmulator", "Automation.Mail", "stands apart")]
    [InlineData("Automation.Mail", "Automation.Helpers", "no floor")]
    public void A_reference_that_climbs_is_told_by_name(string project, string other, string words) =>
        Floors.Objection(project, other).Should().Contain(project).And.Contain(other).And.Contain(words);

    private static string AssemblyOf(string project)
    {
        var path = Path.Combine(AppContext.BaseDirectory, project + ".dll");
        File.Exists(path).Should().BeTrue($"{project} must be part of what Automation.Server is built from, else it is dead");
        return path;
    }

    [GeneratedRegex(@"\bNodaTime\b")]
    private static partial Regex NodaTime();
}
