using Automation.Server.CommandLine;

namespace Automation.Server.Tests.CommandLine;

public sealed class RulesCommandTests : IDisposable
{
    private const string Routing = """
        {
          "name": "routing", "version": 1, "hitPolicy": "first",
          "rules": [
            { "name": "network", "when": { "field": "subject", "operator": "containsAnyWord", "value": ["vpn", "wlan"] }, "then": { "team": "network" } },
            { "name": "slow-vpn", "when": { "field": "subject", "operator": "containsAllWords", "value": ["vpn", "slow"] }, "then": { "team": "desk" } }
          ]
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rules-");

    [Fact]
    public async Task Good_rules_are_summed_up_with_what_is_odd_about_them()
    {
        Write("a/routing.json", Routing);
        var (code, output, errors) = await RunAsync("check", Path("a"));
        errors.Should().BeEmpty();
        output.Should().Contain("note: set 'routing', rule 'slow-vpn': Never reached")
            .And.Contain("routing v1: 2 rules, 2 of them enabled")
            .And.EndWith("Good: 1 set, 2 rules, 0 named lists." + Environment.NewLine);
        code.Should().Be(0);
    }

    [Fact]
    public async Task Bad_rules_are_refused_with_file_line_column_rule_and_reason()
    {
        Write("a/routing.json", Routing.Replace("containsAllWords", "containsAllWord", StringComparison.Ordinal));
        var (code, output, errors) = await RunAsync("check", Path("a"));
        code.Should().Be(1);
        output.Should().BeEmpty();
        errors.Should().StartWith($"{Path("a/routing.json")}(5,").And.Contain("rule 'slow-vpn': There is no operator \"containsAllWord\"; is \"containsAllWords\" meant?");
    }

    [Fact]
    public async Task A_difference_is_told_rule_by_rule()
    {
        Write("a/routing.json", Routing);
        Write("b/routing.json", Routing.Replace("\"wlan\"", "\"wifi\"", StringComparison.Ordinal).Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal));
        var (code, output, _) = await RunAsync("diff", Path("a"), Path("b"));
        code.Should().Be(1);
        output.ReplaceLineEndings("\n").Should().Be("""
            ~ set routing (version 1 -> 2)
              ~ rule network (at 1)
                  subject contains one of the words: - "wlan"
                  subject contains one of the words: + "wifi"

            """);
        (await RunAsync("diff", Path("a"), Path("a"))).Should().Be((0, "Nothing differs." + Environment.NewLine, ""));
    }

    [Theory]
    [InlineData]
    [InlineData("check")]
    [InlineData("diff", "one")]
    [InlineData("sing", "one")]
    public async Task A_wrong_call_gets_the_usage(params string[] args)
    {
        var (code, _, errors) = await RunAsync(args);
        code.Should().Be(2);
        errors.Should().Contain("automation rules check FOLDER");
    }

    [Fact]
    public async Task A_folder_that_is_not_there_or_holds_no_rules_is_said()
    {
        (await RunAsync("check", Path("nowhere"))).Code.Should().Be(2);
        _folder.CreateSubdirectory("empty");
        var (code, _, errors) = await RunAsync("check", Path("empty"));
        code.Should().Be(1);
        errors.Should().Contain("There is no rule set");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllText(Path(name), text);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = await new RulesCommand(output, errors).RunAsync(args, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }
}
