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

    [Theory]
    [InlineData(".x.example")]
    [InlineData("x.example.")]
    [InlineData("x..example")]
    public void A_domain_with_an_empty_part_is_refused_because_no_sender_has_one(string domain) =>
        Problems(With("\"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"]", $"\"sender.domain\", \"operator\": \"isWithin\", \"value\": \"{domain}\""))
            .Should().ContainSingle().Which.Reason.Should().Contain("is not a domain name").And.Contain("x.example");

    [Theory]
    [InlineData("sender.address", "is", "Bob <bob@contoso.example>", "\"Bob <bob@contoso.example>\" is not a mail address: write bob@contoso.example, without name and angle brackets.")]
    [InlineData("sender.address", "isOneOf", "<bob@contoso.example>", "\"<bob@contoso.example>\" is not a mail address: write bob@contoso.example, without name and angle brackets.")]
    [InlineData("recipient", "hasAllOf", "mailto:bob@contoso.example", "\"mailto:bob@contoso.example\" is not a mail address: write bob@contoso.example and nothing else.")]
    [InlineData("sender.address", "is", "bob@contoso.example, ann@contoso.example", "\"bob@contoso.example, ann@contoso.example\" is not a mail address: write each as a value of its own, such as bob@contoso.example.")]
    [InlineData("sender.address", "is", "@contoso.example", "\"@contoso.example\" is not a mail address: for everybody of contoso.example ask for the \"sender's domain\" (sender.domain), or for an address that ends with @contoso.example.")]
    [InlineData("sender.address", "is", "*@contoso.example", "\"*@contoso.example\" is not a mail address: for everybody of contoso.example ask for the \"sender's domain\" (sender.domain), or for an address that ends with @contoso.example.")]
    [InlineData("sender.address", "is", "bob@", "\"bob@\" is not a mail address: write it as name@x.example.")]
    [InlineData("sender.address", "is", "bob@contoso..example", "\"bob@contoso..example\" is not a mail address: write it as name@x.example.")]
    [InlineData("sender.domain", "is", "https://x.example", "\"https://x.example\" is not a domain name: write x.example, without protocol, path, at sign or blank.")]
    [InlineData("sender.domain", "isOneOf", "www.x.example/help", "\"www.x.example/help\" is not a domain name: write www.x.example, without protocol, path, at sign or blank.")]
    [InlineData("sender.domain", "isWithin", "@x.example", "\"@x.example\" is not a domain name: write x.example, without protocol, path, at sign or blank.")]
    [InlineData("sender.domain", "is", "bob@x.example", "\"bob@x.example\" is not a domain name: write x.example, without protocol, path, at sign or blank.")]
    [InlineData("sender.domain", "isWithin", "*.y.example", "\"*.y.example\" is not a domain name: write it without a dot at its ends, such as y.example. \"Is within\" (isWithin) holds for what is below it too.")]
    public void An_address_or_a_domain_that_no_mail_can_have_is_refused_with_its_rule_and_what_to_write(string field, string op, string value, string reason)
    {
        var json = With("\"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"]", $"\"{field}\", \"operator\": \"{op}\", \"value\": \"{value}\"");

        var problem = Problems(json).Should().ContainSingle().Which;

        (problem.Rule, problem.Reason).Should().Be(("one", reason));
    }

    [Theory]
    [InlineData("sender.address", "bob@contoso.example")]
    [InlineData("sender.address", "o'neil+it@contoso.example")]
    [InlineData("sender.address", "\\\"a(b)\\\"@contoso.example")]
    [InlineData("sender.address", "root@localhost")]
    [InlineData("sender.address", "bob@[192.0.2.1]")]
    [InlineData("sender.address", "jürgen@bücher.example")]
    [InlineData("sender.domain", "xn--bcher-kva.example")]
    [InlineData("sender.domain", "bücher.example")]
    [InlineData("sender.domain", "उदाहरण.example")]
    [InlineData("sender.domain", "_mail.contoso.example")]
    public void An_address_or_a_domain_that_a_mail_can_have_is_taken(string field, string value) =>
        RuleSetReader.Read(With("\"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"]", $"\"{field}\", \"operator\": \"is\", \"value\": \"{value}\""), "demo.json").Rules.Should().ContainSingle();

    [Theory]
    [InlineData("sender.address", "Bob <bob@contoso.example>")]
    [InlineData("sender.domain", "https://x.example")]
    public void A_value_that_was_stored_before_does_not_put_its_set_out_of_force(string field, string value) =>
        RuleSetReader.Read(With("\"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"]", $"\"{field}\", \"operator\": \"is\", \"value\": \"{value}\""), "demo.json", isStored: true).Rules.Should().ContainSingle();

    [Theory]
    [InlineData("lists")]
    [InlineData("export")]
    [InlineData("audit")]
    public void A_name_that_means_something_else_is_refused(string name) =>
        Problems(With("\"demo\"", $"\"{name}\"")).Should().ContainSingle().Which.Reason.Should().Contain("another meaning");

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
    [InlineData("[\"printer\"]", "5", "The value that \"subject\" is compared with must be a text or a list of texts, such as [\"printer\", \"scanner\"].")]
    [InlineData("[\"printer\"]", "[5]", "Each value that \"subject\" is compared with must be a text.")]
    [InlineData("[\"printer\"]", "\"\\ud800\"", "half of a character pair")]
    [InlineData("containsAnyWord", "isAtLeast", "does not take isAtLeast")]
    [InlineData("\"containsAnyWord\", \"value\": [\"printer\"]", "\"containsAnyWord\"", "is missing")]
    [InlineData("\"containsAnyWord\", \"value\": [\"printer\"]", "\"isEmpty\", \"value\": true", "takes no value")]
    [InlineData("\"containsAnyWord\", \"value\": [\"printer\"]", "\"matches\", \"value\": \"(\"", "does not compile")]
    [InlineData("\"containsAnyWord\", \"value\": [\"printer\"]", "\"matches\", \"value\": \"(?=a)b\"", "lookaround")]
    [InlineData("\"containsAnyWord\", \"value\": [\"printer\"]", "\"matches\", \"value\": \"(?!)\"", "lookaround")]
    [InlineData("\"containsAnyWord\", \"value\": [\"printer\"]", "\"matches\", \"value\": \"(a{1,900}){1,900}\"", "too big")]
    [InlineData("\"containsAnyWord\", \"value\": [\"printer\"]", "\"matches\", \"list\": \"a\"", "does not take a list")]
    [InlineData("\"containsAnyWord\", \"value\": [\"printer\"]", "\"isOneOf\", \"list\": \"a\", \"value\": [\"b\"]", "not both")]
    [InlineData("{ \"field\": \"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"] }", "{ \"all\": [] }", "is empty")]
    [InlineData("{ \"field\": \"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"] }", "{ \"all\": [], \"any\": [] }", "cannot stand beside")]
    [InlineData("{ \"field\": \"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"] }", "{ \"value\": \"printer\" }", "either all, any, not")]
    [InlineData("\"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"]", "\"importance\", \"operator\": \"is\", \"value\": \"hihg\"", "can only be")]
    [InlineData("\"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"]", "\"received.time\", \"operator\": \"isBefore\", \"value\": \"25:00\"", "such as")]
    [InlineData("\"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"]", "\"received.hour\", \"operator\": \"isBetween\", \"value\": [9, 5]", "ends before")]
    [InlineData("\"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"]", "\"received.hour\", \"operator\": \"isBetween\", \"value\": [9]", "list of two")]
    [InlineData("\"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"]", "\"sender.domain\", \"operator\": \"is\", \"value\": \"@contoso.example\"", "not a domain")]
    [InlineData("\"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"]", "\"sender.address\", \"operator\": \"is\", \"value\": \"contoso\"", "not a mail address")]
    [InlineData("{ \"team\": \"service-desk\" }", "{}", "Nothing is decided: \"then\" is empty.")]
    [InlineData("{ \"field\": \"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"] }", "{}", "Nothing is asked: the condition is empty.")]
    [InlineData("{ \"field\": \"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"] }", "{ \"any\": [] }", "Nothing is asked: \"any\" is empty and would never hold.")]
    [InlineData("{ \"team\": \"service-desk\" }", "{ \"priority\": \"P9\" }", "must be one of")]
    [InlineData("{ \"team\": \"service-desk\" }", "{ \"category\": \"a//b\" }", "empty part")]
    [InlineData("{ \"team\": \"service-desk\" }", "{ \"tags\": \"x\" }", "must be a list")]
    [InlineData("\"when\"", "\"from\": \"2026-01-01T00:00:00\", \"when\"", "with its offset")]
    [InlineData("\"when\"", "\"from\": \"2026-02-01T00:00:00Z\", \"until\": \"2026-01-01T00:00:00Z\", \"when\"", "never be in force")]
    [InlineData("\"rules\"", "\"otherwise\": { \"ignore\": \"x\" }, \"rules\"", "must not ignore")]
    [InlineData("\"first\",", "\"first\" ", "Not JSON")]
    public void Whatever_the_format_does_not_know_is_refused(string from, string to, string reason) =>
        Problems(With(from, to)).Should().Contain(problem => problem.Reason.Contains(reason) && problem.Line > 0);

    [Theory]
    [InlineData("\"8\"", "The value that \"hour it came\" is compared with must be a number such as 8, without quotes.")]
    [InlineData("1e999", "The value that \"hour it came\" is compared with is a number too large to count with: 1e999. Write one of at most 300 digits.")]
    [InlineData("-1e999", "The value that \"hour it came\" is compared with is a number too large to count with: -1e999. Write one of at most 300 digits.")]
    public void A_number_that_is_none_is_told_in_a_sentence_with_rule_and_place(string value, string reason)
    {
        var json = With("\"subject\", \"operator\": \"containsAnyWord\", \"value\": [\"printer\"]", $"\"received.hour\", \"operator\": \"is\", \"value\": {value}");

        Problems(json).Should().Equal(new RuleProblem("demo.json", 6, 70, "one", reason));
    }

    [Fact]
    public void What_is_written_twice_is_told_with_its_rule() =>
        Problems(With("\"then\"", "\"when\": {}, \"then\"")).Should().ContainSingle()
            .Which.ToString().Should().Be("demo.json(7,7): rule 'one': \"when\" is written twice; leave one of them out.");

    [Theory]
    [InlineData("subject\"", "subejct\"", "There is no field \"subejct\"; is \"subject\" meant?")]
    [InlineData("subject\"", "Subject\"", "There is no field \"Subject\"; is \"subject\" meant?")]
    [InlineData("subject\"", "sender.adress\"", "There is no field \"sender.adress\"; is \"sender.address\" meant?")]
    [InlineData("subject\"", "weekday\"", "There is no field \"weekday\"; is \"received.weekday\" meant?")]
    [InlineData("subject\"", "zzzz\"", "There is no field \"zzzz\".")]
    [InlineData("containsAnyWord", "containsAnyWrod", "There is no operator \"containsAnyWrod\"; is \"containsAnyWord\" meant?")]
    [InlineData("containsAnyWord", "equals", "There is no operator \"equals\".")]
    [InlineData("\"team\"", "\"taem\"", "There is no outcome \"taem\"; is \"team\" meant? Known are ")]
    [InlineData("\"then\"", "\"than\"", "\"than\" is not known in a rule; is \"then\" meant? Known are ")]
    [InlineData("\"hitPolicy\"", "\"colour\": 1, \"hitPolicy\"", "\"colour\" is not known in a rule set; known are ")]
    public void A_name_that_there_is_not_is_told_with_the_one_that_was_meant(string from, string to, string reason) =>
        Problems(With(from, to)).Should().Contain(problem => problem.Reason.StartsWith(reason, StringComparison.Ordinal));

    [Theory]
    [InlineData("", 1, 1, "The file is empty: rules begin with { and end with }.")]
    [InlineData(" \n\n", 3, 1, "The file is empty: rules begin with { and end with }.")]
    [InlineData("{\n \"name\": \"x\"", 2, 13, "the text ends too early")]
    [InlineData("{ \"name\": \"open", 1, 16, "the text ends too early")]
    [InlineData("{ \"größe\": \"ß\" \"b\": 1 }", 1, 16, "a comma or a colon is missing before this")]
    [InlineData("{ \"a\" 1 }", 1, 7, "a comma or a colon is missing before this")]
    [InlineData("{ \"a\": 1, }", 1, 11, "a comma stands before the closing bracket")]
    [InlineData("{ \"a\": 1,, \"b\": 1 }", 1, 10, "two commas")]
    [InlineData("{ \"a\": }", 1, 8, "a value is missing")]
    [InlineData("{ 'a': 1 }", 1, 3, "straight double quotes")]
    [InlineData("{ “a”: 1 }", 1, 3, "straight double quotes")]
    [InlineData("{ \"a\": printer }", 1, 8, "words stand in double quotes")]
    [InlineData("// a comment", 1, 1, "no comments")]
    [InlineData("{ \"a\": \"\\d{4}\" }", 1, 10, "\"\\d\" cannot stand in a text; write a backslash twice, such as \"\\\\d\".")]
    [InlineData("{ \"a\": \"one\ntwo\" }", 1, 12, "a text ends with its line")]
    [InlineData("{}}", 1, 3, "closes none")]
    [InlineData("{ \"a\": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 1, 71, "too deep")]
    [InlineData("{ \"a\": 01 }", 1, 9, "\"1\" cannot stand here")]
    public void A_text_that_is_not_JSON_is_told_in_a_sentence_at_its_place(string json, int line, int column, string reason)
    {
        var problem = Problems(json).Should().ContainSingle().Subject;

        (problem.Line, problem.Column).Should().Be((line, column));
        problem.Reason.Should().Contain(reason).And.NotContainAny("token", "payload", "JSON object", "LineNumber");
    }

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
    [InlineData("\"watchers\": [\"Boss <boss@contoso.example>\"]", "write boss@contoso.example, without name and angle brackets")]
    [InlineData("\"watchers\": [\"a@b@contoso.example\"]", "not a mail address")]
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

    private const string MatrixAlone = """
        { "name": "m", "version": 1, "hitPolicy": "matrix",
          "matrix": {
            "rows": { "outcome": "impact", "values": ["high", "low"] },
            "columns": { "outcome": "urgency", "values": ["high", "low"] },
            "decides": "priority",
            "cells": [["P1", "P2"], ["P3", "P4"]] } }
        """;

    [Fact]
    public void A_matrix_is_a_kind_of_its_own_without_rules()
    {
        var set = RuleSetReader.Read(MatrixAlone, "demo.json");

        (set.HitPolicy, set.Rules.Count, set.Matrix!.Find("low", "high")).Should().Be((HitPolicy.Matrix, 0, "P3"));
        var written = RuleSetWriter.Write(set);
        written.Should().Contain("\"hitPolicy\": \"matrix\"").And.NotContain("\"rules\"");
        RuleSetWriter.Write(RuleSetReader.Read(written, "demo.json")).Should().Be(written);
    }

    [Theory]
    [InlineData("\"rules\": [],", 1, "has no \"rules\"")]
    [InlineData("\"otherwise\": { \"priority\": \"P4\" },", 1, "has no \"otherwise\"")]
    public void What_a_matrix_cannot_have_is_refused_at_its_place(string more, int line, string reason)
    {
        var problem = Problems(MatrixAlone.Replace("\"version\": 1,", "\"version\": 1, " + more, StringComparison.Ordinal)).Should().ContainSingle().Subject;

        problem.Line.Should().Be(line);
        problem.Reason.Should().Contain(reason);
    }

    [Fact]
    public void A_set_of_the_kind_matrix_without_one_is_refused() =>
        Problems("""{ "name": "m", "version": 1, "hitPolicy": "matrix" }""").Should().ContainSingle().Which.Reason.Should().Contain("needs a \"matrix\"");
}
