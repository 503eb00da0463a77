using Automation.Rules.Files;
using Automation.Rules.Model;

namespace Automation.Rules.Tests.Files;

public sealed class RuleSetReaderTests
{
    private const string Good = """
        {
          "name": "demo", "version": 3, "hitPolicy": "first",
          "rules": [
            {
              "name": "one",
              "when": { "field": "subject", "operator": "containsAnyWord", "value": ["printer"] },
              "then": { "team": "service-desk" }
            }
          ]
        }
        """;

    private static IReadOnlyList<RuleProblem> Problems(string json, NamedLists? lists = null)
    {
        var act = () => RuleSetReader.Read(json, "demo.json", lists);
        return act.Should().Throw<RuleFileException>().Which.Problems;
    }

    private static string With(string from, string to)
    {
        Good.Should().Contain(from);
        return Good.Replace(from, to, StringComparison.Ordinal);
    }

    [Fact]
    public void A_good_file_is_read()
    {
        var set = RuleSetReader.Read(Good, "demo.json");

        set.Name.Should().Be("demo");
        set.Version.Should().Be(3);
        set.Rules.Should().ContainSingle().Which.Enabled.Should().BeTrue();
    }

    [Fact]
    public void A_problem_names_file_line_column_rule_and_reason()
    {
        var problem = Problems(With("\"subject\"", "\"subjekt\"")).Should().ContainSingle().Subject;

        problem.Should().BeEquivalentTo(new { File = "demo.json", Line = 6, Column = 26, Rule = "one" });
        problem.Reason.Should().Contain("subjekt");
        problem.ToString().Should().StartWith("demo.json(6,26): rule 'one': ");
    }

    [Fact]
    public void The_column_counts_characters_not_bytes()
    {
        var json = With("\"name\": \"one\",", "\"description\": \"größer 😀\", \"nam\": \"one\",");

        Problems(json).Should().Contain(problem => problem.Line == 5 && problem.Column == 35 && problem.Reason.Contains("\"nam\""));
    }

    [Fact]
    public void Every_problem_is_reported_at_once()
    {
        var json = With("containsAnyWord", "containsWord").Replace("\"team\"", "\"taem\"", StringComparison.Ordinal).Replace("\"first\"", "\"best\"", StringComparison.Ordinal);

        Problems(json).Select(problem => problem.Line).Should().BeEquivalentTo([2, 6, 7]);
    }

    [Theory]
    [InlineData("\"version\": 3", "\"version\": 0", "whole number")]
    [InlineData("\"version\": 3", "\"version\": 1.5", "whole number")]
    [InlineData("\"version\": 3,", "\"version\": 3, \"color\": 1,", "\"color\" is not known")]
    [InlineData("\"version\": 3,", "\"version\": 3, \"version\": 4,", "written twice")]
    [InlineData("\"name\": \"one\"", "\"name\": \"One Rule\"", "lower case")]
    [InlineData("\"name\": \"one\"", "\"name\": \"otherwise\"", "cannot be the name")]
    [InlineData("[\"printer\"]", "[]", "empty list")]
    [InlineData("[\"printer\"]", "[\" \"]", "blank")]
    [InlineData("[\"printer\"]", "[\"\\u0301\"]", "Nothing of")]
    [InlineData("[\"printer\"]", "[\"printer\", \"printer\"]", "twice")]
    [InlineData("[\"printer\"]", "5", "must be a list")]
    [InlineData("[\"printer\"]", "[5]", "must be a text")]
    [InlineData("[\"printer\"]", "\"\\ud800\"", "half of a character pair")]
    [InlineData("containsAnyWord", "isAtLeast", "does not take isAtLeast")]
    [InlineData("\"containsAnyWord\", \"value\": [\"printer\"]", "\"containsAnyWord\"", "is missing")]
    [InlineData("\"containsAnyWord\", \"value\": [\"printer\"]", "\"isEmpty\", \"value\": true", "takes no value")]
    [InlineData("\"containsAnyWord\", \"value\": [\"printer\"]", "\"matches\", \"value\": \"(\"", "does not compile")]
    [InlineData("\"containsAnyWord\", \"value\": [\"printer\"]", "\"matches\", \"value\": \"(?=a)b\"", "lookaround")]
    [InlineData("\"containsAnyWord\", \"value\": [\"printer\"]", "\"matches\", \"value\": \"(a{1,900}){1,900}\"", "too big")]
    [InlineData("\"containsAnyWord\", \"value\": [\"printer\"]", "\"matches\", \"list\": \"a\"", "does not take a list")]
    [InlineData("\"containsAnyWord\", \"value\": [\"printer\"]", "\"isOneOf\", \"list\": \"a\", \"value\": [\"b\"]", "not both")]
    [InlineData("{ \"field\": \"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"] }", "{ \"all\": [] }", "is empty")]
    [InlineData("{ \"field\": \"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"] }", "{ \"all\": [], \"any\": [] }", "cannot stand beside")]
    [InlineData("{ \"field\": \"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"] }", "{}", "either all, any, not")]
    [InlineData("\"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"]", "\"importance\", \"operator\": \"is\", \"value\": \"hihg\"", "can only be")]
    [InlineData("\"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"]", "\"received.time\", \"operator\": \"isBefore\", \"value\": \"25:00\"", "such as")]
    [InlineData("\"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"]", "\"received.hour\", \"operator\": \"isBetween\", \"value\": [9, 5]", "ends before")]
    [InlineData("\"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"]", "\"received.hour\", \"operator\": \"isBetween\", \"value\": [9]", "list of two")]
    [InlineData("\"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"]", "\"sender.domain\", \"operator\": \"is\", \"value\": \"@contoso.example\"", "not a domain")]
    [InlineData("\"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"]", "\"sender.address\", \"operator\": \"is\", \"value\": \"contoso\"", "not a mail address")]
    [InlineData("{ \"team\": \"service-desk\" }", "{}", "decides nothing")]
    [InlineData("{ \"team\": \"service-desk\" }", "{ \"priority\": \"P9\" }", "must be one of")]
    [InlineData("{ \"team\": \"service-desk\" }", "{ \"category\": \"a//b\" }", "empty part")]
    [InlineData("{ \"team\": \"service-desk\" }", "{ \"tags\": \"x\" }", "must be a list")]
    [InlineData("\"when\"", "\"from\": \"2026-01-01T00:00:00\", \"when\"", "with its offset")]
    [InlineData("\"when\"", "\"from\": \"2026-02-01T00:00:00Z\", \"until\": \"2026-01-01T00:00:00Z\", \"when\"", "never be in force")]
    [InlineData("\"rules\"", "\"otherwise\": { \"ignore\": \"x\" }, \"rules\"", "must not ignore")]
    [InlineData("\"first\",", "\"first\" ", "Not JSON")]
    public void Whatever_the_format_does_not_know_is_refused(string from, string to, string reason) =>
        Problems(With(from, to)).Should().Contain(problem => problem.Reason.Contains(reason) && problem.Line > 0);

    [Fact]
    public void A_set_is_in_force_for_a_time_and_written_as_it_was_read()
    {
        var set = RuleSetReader.Read(With("\"version\": 3,", "\"version\": 3, \"enabled\": false, \"from\": \"2026-01-01T00:00:00+01:00\", \"until\": \"2026-02-01T00:00:00+01:00\","), "demo.json");

        set.IsInForce(set.From!.Value).Should().BeFalse("it is switched off");
        var on = set with { Enabled = true };
        (on.IsInForce(on.From!.Value.AddTicks(-1)), on.IsInForce(on.From.Value), on.IsInForce(on.Until!.Value)).Should().Be((false, true, false));
        RuleSetReader.Read(RuleSetWriter.Write(set), "demo.json").Should().BeEquivalentTo(set, o => o.RespectingRuntimeTypes());
        Problems(With("\"version\": 3,", "\"version\": 3, \"from\": \"2026-02-01T00:00:00Z\", \"until\": \"2026-01-01T00:00:00Z\","))
            .Should().ContainSingle().Which.Reason.Should().Contain("the set would never be in force");
    }

    [Fact]
    public void Two_rules_of_one_name_are_refused()
    {
        var json = With("\n  ]", """
            ,
                { "name": "one", "when": { "field": "subject", "operator": "isEmpty" }, "then": { "team": "x" } }
              ]
            """);

        Problems(json).Should().ContainSingle().Which.Reason.Should().Contain("same name");
    }

    [Fact]
    public void A_list_that_does_not_exist_is_refused_at_its_place()
    {
        var lists = new NamedLists(new Dictionary<string, NamedList> { ["printers"] = new("printers", null, ["printer"]) });

        Problems(With("\"value\": [\"printer\"]", "\"list\": \"printer\""), lists)
            .Should().ContainSingle().Which.Reason.Should().Contain("is \"printers\" meant?");
    }

    [Fact]
    public void What_is_too_long_is_refused_with_what_is_allowed()
    {
        var values = string.Join(",", Enumerable.Range(0, RuleLimits.Values + 1).Select(i => $"\"w{i}\""));
        Problems(With("[\"printer\"]", $"[{values}]")).Should().ContainSingle().Which.Reason.Should().Contain("1001 entries; 1000 are allowed, more in a named list");
        Problems(With("[\"printer\"]", $"[\"{new string('a', RuleLimits.ValueLength + 1)}\"]")).Should().ContainSingle().Which.Reason.Should().Contain("501 characters; 500 are allowed");
        Problems(With("\"containsAnyWord\", \"value\": [\"printer\"]", $"\"matches\", \"value\": \"{new string('a', RuleLimits.PatternLength + 1)}\""))
            .Should().ContainSingle().Which.Reason.Should().Contain("300");
        RuleSetReader.Read(With("[\"printer\"]", $"[{string.Join(",", Enumerable.Range(0, RuleLimits.Values).Select(i => $"\"w{i}\""))}]"), "demo.json").Rules.Should().ContainSingle("a thousand are allowed");
    }

    [Fact]
    public void A_named_list_that_is_too_long_is_refused_at_its_place()
    {
        var values = string.Join(",", Enumerable.Range(0, RuleLimits.ListValues + 1).Select(i => $"\"w{i}\""));
        var act = () => NamedListsReader.Read("{\n\"lists\": { \"long\": {\n\"values\": [" + values + "] } } }", "lists.json");

        var problem = act.Should().Throw<RuleFileException>().Which.Problems.Should().ContainSingle().Subject;
        (problem.Line, problem.Column).Should().Be((3, 11));
        problem.Reason.Should().Contain("1 to 50000 values");
    }

    [Theory]
    [InlineData("\"assignee\": \"whoever\"", "must be one of least-busy, in-turn")]
    [InlineData("\"watchers\": [\"boss\"]", "not a mail address")]
    [InlineData("\"watchers\": [\"@contoso.example\"]", "not a mail address")]
    [InlineData("\"watchers\": [\"the boss@contoso.example\"]", "not a mail address")]
    public void An_outcome_that_nobody_could_carry_out_is_refused(string then, string reason) =>
        Problems(With("\"team\": \"service-desk\"", then)).Should().ContainSingle().Which.Reason.Should().Contain(reason);

    [Fact]
    public void Conditions_nested_too_deep_are_refused_without_a_crash()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"not\":", 20)) + "{}" + new string('}', 20);

        Problems(With("{ \"field\": \"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"] }", deep))
            .Should().ContainSingle().Which.Reason.Should().Contain("deep");
    }

    [Fact]
    public void A_matrix_with_a_missing_cell_is_refused()
    {
        const string Json = """
            { "name": "m", "version": 1, "hitPolicy": "collect",
              "matrix": {
                "rows": { "outcome": "impact", "values": ["high", "low"] },
                "columns": { "outcome": "urgency", "values": ["high", "low"] },
                "decides": "priority",
                "cells": [["P1", "P2"], ["P3"]] } }
            """;

        Problems(Json).Should().ContainSingle().Which.Should().BeEquivalentTo(new { Line = 6, Column = 29 });
    }
}
