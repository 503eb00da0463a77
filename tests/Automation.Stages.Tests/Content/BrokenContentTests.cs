using System.Text;
using Automation.Stages.Health;
using Automation.Stages.Tests.Desk;
using Automation.Tests.Databases;

namespace Automation.Stages.Tests.Content;

/// <summary>A broken file at start is named with its line, and the last good version stays in use.</summary>
public sealed class BrokenContentTests() : DeskTest(new SqliteTestDatabase())
{
    [Fact]
    public void What_is_shipped_has_no_problem() => Desk.Problems.Current.Should().BeEmpty();

    [Fact]
    public async Task A_broken_rule_file_is_named_with_its_line_and_the_last_good_rules_decide()
    {
        using var content = new ContentFolderCopy();
        content.Write("rules/priority.json", content.Read("rules/priority.json").Replace("\"requester.vip\"", "\"requester.nonsense\"", StringComparison.Ordinal));
        await Desk.LoadAsync(content.Root);
        var problem = Desk.Problems.Current.Should().ContainSingle().Subject;
        problem.Severity.Should().Be(ProblemSeverity.Error);
        problem.Message.Should().MatchRegex(@"rules/priority\.json.*\d+").And.Contain("requester.nonsense").And.Contain("last good version stays in use");
        (await OpenAsync(Eml.Write(from: "carla.meyer@contoso.example"))).Ticket.Policy.Should().Be("VIP");
        Desk.Holder.Current.Rules.Sets.Should().HaveCount(3);

        await Desk.LoadAsync();
        Desk.Problems.Current.Should().BeEmpty();
    }

    [Fact]
    public async Task A_rule_file_that_is_not_JSON_is_named_with_its_line()
    {
        using var content = new ContentFolderCopy();
        content.Write("rules/category.json", "{\n  \"name\": \"category\",\n  oops\n}");
        await Desk.LoadAsync(content.Root);
        Desk.Problems.Current.Single().Message.Should().Contain("rules/category.json").And.MatchRegex(@"\D3\D");
    }

    [Fact]
    public async Task A_broken_workflow_is_named_with_its_line_and_the_last_good_one_runs()
    {
        using var content = new ContentFolderCopy();
        content.Write("workflows/log.json", content.Read("workflows/log.json").Replace("Automation.CreateTicket", "Automation.CreateTickets", StringComparison.Ordinal));
        await Desk.LoadAsync(content.Root);
        Desk.Problems.Current.Single().Message.Should().MatchRegex(@"workflows/log\.json\(\d+,\d+\)").And.Contain("Automation.CreateTickets");
        await OpenAsync(Eml.Write());
    }

    [Fact]
    public async Task A_broken_template_is_named_with_its_line_and_the_last_good_one_is_sent()
    {
        using var content = new ContentFolderCopy();
        content.Write("templates/acknowledgement/body.liquid", "<p>\n{% if ticket %}\n");
        await Desk.LoadAsync(content.Root);
        Desk.Problems.Current.Single().Message.Should().MatchRegex(@"templates/acknowledgement/body\.liquid.*\d").And.Contain("last good version stays in use");
        Kinds(await OpenAsync(Eml.Write())).Should().NotContain("template-failed");
    }

    [Fact]
    public async Task Broken_service_levels_are_named_and_the_last_good_ones_promise()
    {
        using var content = new ContentFolderCopy();
        content.Write("sla/sla.json", "{\n \"policies\": 7 }");
        await Desk.LoadAsync(content.Root);
        Desk.Problems.Current.Single().Message.Should().Contain("sla/sla.json");
        (await OpenAsync(Eml.Write())).Ticket.FirstResponseDue.Should().NotBeNull();
    }

    [Theory]
    [InlineData("workflows/log.json", "\"definitionId\"", "\"definitionId\": \"log\", \"definitionId\"")]
    [InlineData("workflows/log.json", "\"root\": {", "\"root\": { \"id\": \"a\",  \"id\": \"b\",")]
    [InlineData("sla/sla.json", "\"defaultPolicy\"", "\"defaultPolicy\": \"Standard\", \"defaultPolicy\"")]
    public async Task A_name_that_is_written_twice_is_told_with_its_line_and_the_last_good_version_stays_in_use(string file, string from, string to)
    {
        using var content = new ContentFolderCopy();
        content.Read(file).Should().Contain(from);
        content.Write(file, content.Read(file).Replace(from, to, StringComparison.Ordinal));
        await Desk.LoadAsync(content.Root);
        Desk.Problems.Current.Should().ContainSingle().Which.Message.Should().MatchRegex($@"{file.Replace(".", "\\.", StringComparison.Ordinal)}\(\d+").And.Contain("written twice").And.Contain("last good version stays in use");
        await OpenAsync(Eml.Write());
    }

    [Theory]
    [InlineData("rules/routing.json")]
    [InlineData("sla/sla.json")]
    [InlineData("workflows/log.json")]
    [InlineData("templates/acknowledgement/body.liquid")]
    public async Task A_file_that_cannot_be_read_is_one_broken_file_and_no_reason_not_to_start(string file)
    {
        using var content = new ContentFolderCopy();
        File.Delete(Path.Combine(content.Root, file));
        File.CreateSymbolicLink(Path.Combine(content.Root, file), "/nowhere/at/all");
        await Desk.LoadAsync(content.Root);
        Desk.Problems.Current.Should().ContainSingle().Which.Message.Should().StartWith(file).And.Contain("cannot be read").And.Contain("last good version stays in use");
        await OpenAsync(Eml.Write());
    }

    [Fact]
    public async Task A_file_in_an_older_encoding_is_told_and_one_in_UTF_16_is_read()
    {
        using var content = new ContentFolderCopy();
        var (lists, routing) = (Path.Combine(content.Root, "rules/lists.json"), Path.Combine(content.Root, "rules/routing.json"));
        File.WriteAllBytes(routing, Encoding.Unicode.GetBytes(File.ReadAllText(routing)));
        File.WriteAllText(lists, File.ReadAllText(lists).Replace("\"outage\"", "\"Störung\"", StringComparison.Ordinal), Encoding.Latin1);

        await Desk.LoadAsync(content.Root);

        // What the older encoding holds would become question marks, which match nothing.
        Desk.Problems.Current.Select(problem => problem.Message).Should().Contain(message => message.StartsWith("rules/lists.json(") && message.Contains("not in UTF-8")).And.NotContain(message => message.StartsWith("rules/routing.json"));
    }

    [Fact]
    public async Task What_an_editor_hides_beside_a_file_is_not_a_file_of_ours()
    {
        using var content = new ContentFolderCopy();
        foreach (var file in new[] { "rules/.#routing.json", "workflows/.#log.json", "sla/.#sla.json", "templates/acknowledgement/.#body.liquid" })
            File.CreateSymbolicLink(Path.Combine(content.Root, file), "me@here.1234");
        await Desk.LoadAsync(content.Root);
        Desk.Problems.Current.Should().BeEmpty();
    }

    [Fact]
    public async Task A_changed_rule_file_decides_from_the_next_start_as_a_new_version()
    {
        using var content = new ContentFolderCopy();
        content.Write("rules/routing.json", content.Read("rules/routing.json").Replace("\"slaPolicy\": \"vip\"", "\"slaPolicy\": \"standard\"", StringComparison.Ordinal));
        await Desk.LoadAsync(content.Root);
        Desk.Problems.Current.Should().BeEmpty();
        var ticket = await OpenAsync(Eml.Write(from: "carla.meyer@contoso.example"));
        ticket.Ticket.Policy.Should().Be("Standard");
        ticket.Decisions.Single().RuleSets.Should().Contain("routing v2");
    }

    [Fact]
    public async Task A_broken_list_of_words_leaves_the_last_good_one_and_all_rules_in_use()
    {
        using var content = new ContentFolderCopy();
        content.Write("rules/lists.json", "{ broken");
        await Desk.LoadAsync(content.Root);
        Desk.Problems.Current.Should().ContainSingle().Which.Message.Should().Contain("rules/lists.json");
        Desk.Holder.Current.Rules.Sets.Should().HaveCount(3);
    }
}
