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
    public async Task What_would_not_be_read_is_told_or_read()
    {
        Write("a/routing.json", Routing);
        Write("a/OTHER.JSON", Routing);
        Directory.CreateDirectory(Path("a/old"));
        (await RunAsync("check", Path("a"))).Errors.Should().Contain("OTHER.JSON(2,").And.Contain("both must have one name");

        File.Delete(Path("a/OTHER.JSON"));
        (await RunAsync("check", Path("a"))).Output.Should().Contain($"note: what is in the folder '{Path("a/old")}' is not read");
        var (code, _, errors) = await RunAsync("check", Path("a/routing.json"));
        (code, errors).Should().Be((2, $"'{Path("a/routing.json")}' is a file: name the folder that holds the rule files." + Environment.NewLine));
    }

    [Fact]
    public async Task Bad_rules_are_refused_with_file_line_column_rule_and_reason()
    {
        Write("a/routing.json", Routing.Replace("containsAllWords", "containsAllWord", StringComparison.Ordinal));
        var (code, output, errors) = await RunAsync("check", Path("a"));
        code.Should().Be(1);
        output.Should().BeEmpty();
        errors.Should().StartWith($"{Path("a/routing.json")}(5,").And.Contain("rule 'slow-vpn': There is no operator \"containsAllWord\"; is \"containsAllWords\" meant?" + Environment.NewLine);
    }

    [Theory]
    [InlineData("\"subject\", \"operator\": \"containsAllWords\"", "\"subjet\", \"operator\": \"containsAllWords\"", 5, 46, "slow-vpn", "There is no field \"subjet\"")]
    [InlineData("\"containsAllWords\", \"value\": [\"vpn\", \"slow\"]", "\"matches\", \"value\": \"vpn(\"", 5, 89, "slow-vpn", "The pattern does not compile")]
    [InlineData("\"containsAllWords\", \"value\": [\"vpn\", \"slow\"]", "\"containsAllWords\", \"value\": [\"vpn\", 5]", 5, 106, "slow-vpn", "must be a text")]
    [InlineData("\"containsAllWords\", \"value\": [\"vpn\", \"slow\"]", "\"containsAllWords\", \"list\": \"slow-words\"", 5, 97, "slow-vpn", "There is no list \"slow-words\"")]
    [InlineData("\"then\": { \"team\": \"desk\" }", "\"than\": { \"team\": \"desk\" }", 5, 117, "slow-vpn", "\"than\" is not known in a rule")]
    [InlineData("\"hitPolicy\": \"first\",", "\"hitPolicy\": \"first\"", 3, 3, null, "Not JSON")]
    public async Task Whatever_is_wrong_is_named_with_its_line_and_column(string from, string to, int line, int column, string? rule, string reason)
    {
        Routing.Should().Contain(from);
        Write("a/routing.json", Routing.Replace(from, to, StringComparison.Ordinal));

        var (code, output, errors) = await RunAsync("check", Path("a"));

        (code, output).Should().Be((1, ""));
        errors.Should().Contain($"{Path("a/routing.json")}({line},{column}): " + (rule is null ? "" : $"rule '{rule}': ")).And.Contain(reason);
    }

    [Fact]
    public async Task A_set_that_is_not_named_as_its_file_is_refused_where_it_is_named_as_an_import_would_refuse_it()
    {
        Write("a/network.json", Routing);

        var (code, output, errors) = await RunAsync("check", Path("a"));

        (code, output).Should().Be((1, ""));
        errors.Should().StartWith($"{Path("a/network.json")}(2,11): The set is named \"routing\" and its file \"network\"; both must have one name.");
    }

    [Fact]
    public async Task A_list_that_is_too_long_is_named_with_its_line_and_column()
    {
        var values = string.Join(",", Enumerable.Range(0, 1001).Select(i => $"\"w{i}\""));
        Write("a/routing.json", Routing.Replace("[\"vpn\", \"slow\"]", $"[{values}]", StringComparison.Ordinal));

        var (code, _, errors) = await RunAsync("check", Path("a"));

        code.Should().Be(1);
        errors.Should().StartWith($"{Path("a/routing.json")}(5,98): rule 'slow-vpn': ").And.Contain("1001 entries; 1000 are allowed");
    }

    [Fact]
    public async Task A_category_that_is_not_in_the_tree_beside_the_rules_is_named_with_its_line_and_column()
    {
        const string asks = """
            {
              "name": "category", "version": 1, "hitPolicy": "collect",
              "rules": [
                { "name": "good", "when": { "field": "subject", "operator": "isEmpty" }, "then": { "category": "Hardware" } },
                { "name": "bad", "when": { "field": "subject", "operator": "isEmpty" }, "then": { "category": "hardware/prnter" } }
              ],
              "otherwise": { "category": "gone" }
            }
            """;
        const string routing = """
            {
              "name": "routing", "version": 1, "hitPolicy": "first",
              "rules": [
                { "name": "asks", "when": { "not": { "any": [{ "field": "decided.category", "operator": "isOneOf", "value": ["hardware/printer", "lost"] }] } }, "then": { "team": "desk" } }
              ]
            }
            """;
        Write("a/category.json", asks);
        Write("a/routing.json", routing);
        (await RunAsync("check", Path("a"))).Code.Should().Be(0, "there is no tree to look into");

        Write("a/categories.json", """{ "categories": [{ "path": "hardware/printer" }] }""");
        var (code, output, errors) = await RunAsync("check", Path("a"));

        (code, output).Should().Be((1, ""));
        errors.Should().Contain($"{Path("a/category.json")}(5,99): rule 'bad': There is no category \"hardware/prnter\"")
            .And.Contain($"{Path("a/category.json")}(7,30): There is no category \"gone\"")
            .And.Contain("rule 'asks': There is no category \"lost\"")
            .And.Contain("Refused: 3 problems in 2 files.");
    }

    [Fact]
    public async Task A_category_of_a_matrix_that_is_not_in_the_tree_is_named_with_its_line_and_column()
    {
        Write("a/extras.json", """
            {
              "name": "extras", "version": 1, "hitPolicy": "collect",
              "matrix": {
                "rows": { "outcome": "category", "values": ["hardware", "hardwear"] },
                "columns": { "outcome": "urgency", "values": ["high"] },
                "decides": "team",
                "cells": [["one"], ["two"]]
              }
            }
            """);
        Write("a/more.json", """
            {
              "name": "more", "version": 1, "hitPolicy": "collect",
              "matrix": {
                "rows": { "outcome": "impact", "values": ["high"] },
                "columns": { "outcome": "urgency", "values": ["high", "low"] },
                "decides": "category",
                "cells": [["hardware", "softwear"]]
              }
            }
            """);
        Write("a/categories.json", """{ "categories": [{ "path": "hardware/printer" }] }""");

        var (code, output, errors) = await RunAsync("check", Path("a"));

        (code, output).Should().Be((1, ""));
        errors.Should().Contain($"{Path("a/extras.json")}(4,61): There is no category \"hardwear\"")
            .And.Contain($"{Path("a/more.json")}(7,28): There is no category \"softwear\"")
            .And.Contain("Refused: 2 problems in 2 files.");
    }

    [Fact]
    public async Task A_value_that_can_never_come_is_named_with_its_line_and_column_and_those_that_can()
    {
        Write("a/lists.json", """{ "lists": { "languages": { "values": ["de", "French"] } } }""");
        Write("a/routing.json", """
            {
              "name": "routing", "version": 1, "hitPolicy": "first",
              "rules": [
                { "name": "german", "when": { "all": [{ "field": "language", "operator": "isOneOf", "value": ["en", "German"] }] }, "then": { "team": "network" } },
                { "name": "night", "when": { "not": { "field": "received.hour", "operator": "isBetween", "value": [6, 24] } }, "then": { "team": "network" } },
                { "name": "late", "when": { "field": "received.hour", "operator": "is", "value": 24 }, "then": { "team": "network" } },
                { "name": "listed", "when": { "field": "language", "operator": "isOneOf", "list": "languages" }, "then": { "team": "network" } }
              ]
            }
            """);

        var (code, output, errors) = await RunAsync("check", Path("a"));

        (code, output).Should().Be((1, ""));
        errors.Should().Contain($"{Path("a/routing.json")}(4,105): rule 'german': \"language\" is a code of two letters such as en or de, never \"German\": write \"de\".")
            .And.Contain($"{Path("a/routing.json")}(5,107): rule 'night': \"hour it came\" is a whole number from 0 to 23; it is never 24.")
            .And.Contain("(6,86): rule 'late': ")
            .And.Contain("(7,87): rule 'listed': \"language\" is a code of two letters such as en or de, never \"French\": write \"fr\".")
            .And.Contain("Refused: 4 problems in 1 file.");
    }

    [Fact]
    public async Task Categories_and_what_lists_are_for_are_compared_too()
    {
        Write("a/routing.json", Routing);
        Write("a/lists.json", """{ "lists": { "words": { "description": "old", "values": ["x"] } } }""");
        Write("a/categories.json", """{ "categories": [{ "path": "hardware" }] }""");
        Write("b/routing.json", Routing);
        Write("b/lists.json", """{ "lists": { "words": { "description": "new", "values": ["x"] } } }""");
        Write("b/categories.json", """{ "categories": [{ "path": "software" }] }""");

        var (code, output, errors) = await RunAsync("diff", Path("a"), Path("b"));

        errors.Should().BeEmpty();
        code.Should().Be(1);
        output.ReplaceLineEndings("\n").Should().Be("""
            ~ list words
                description: old -> new
            ~ list categories
                - "hardware"
                + "software"

            """);
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
