using System.Text.Json.Nodes;
using Automation.Workflows.Activities;
using Automation.Workflows.Definitions;
using Automation.Workflows.Tests.Support;
using Automation.Workflows.Validation;

namespace Automation.Workflows.Tests.Definitions;

public sealed class Reading_and_checking
{
    private readonly Desk _desk = new();

    [Fact]
    public void Fields_nobody_knows_survive_a_round_trip_and_a_change_of_version()
    {
        const string text = """
            {"$schema":"x","id":"a:1","definitionId":"a","name":"A","version":3,"toolVersion":"3.6.0.0","surprise":{"deep":[1,2.50,1e3,"\u002B"]},
             "customProperties":{"x":null},"root":{"type":"Elsa.Sequence","id":"S","metadata":{"designer":{"position":{"x":-1.5,"y":2}}},"activities":[],"later":true}}
            """;
        var definition = WorkflowDefinition.Parse(text);
        JsonNode.DeepEquals(JsonNode.Parse(text), JsonNode.Parse(definition.Write())).Should().BeTrue();

        var next = definition.AsVersion("a:2", "a", 4, isLatest: true, isPublished: false);
        next.Should().BeEquivalentTo(new { Id = "a:2", Version = 4, IsLatest = true, IsPublished = false, Name = "A" });
        JsonNode.Parse(next.Write())!["surprise"]!.ToJsonString().Should().Contain("2.50");
    }

    [Theory]
    [InlineData("{\"name\": \"A\",\n \"root\": {\"type\": }}", 2, 19)]
    [InlineData("{\"name\": \"A\"}", 1, 1)]
    [InlineData("{\"name\": \"A\",\n \"root\": {\"type\":\"Elsa.Sequence\",\"id\":\"S\"},\n \"version\": \"one\"}", 3, 13)]
    [InlineData("{\"root\": {\"type\":\"Elsa.Sequence\"},\n\"variables\": [\n {\"name\":\"a\"}, {\"typeName\":\"String\"}]}", 3, 16)]
    [InlineData("[]", 1, 1)]
    [InlineData("", 1, 1)]
    public void What_cannot_be_read_says_where(string text, int line, int column)
    {
        var problem = ((Action)(() => WorkflowDefinition.Parse(text))).Should().Throw<WorkflowDefinitionException>().Which.Problems[0];
        (problem.Line ?? 1, problem.Column ?? 1).Should().Be((line, column));
        problem.Message.Should().NotBeEmpty();
    }

    [Fact]
    public void A_property_given_twice_is_refused()
    {
        ((Action)(() => WorkflowDefinition.Parse("""{"name":"A","name":"B","root":{"type":"Elsa.Sequence","id":"S"}}"""))).Should().Throw<WorkflowDefinitionException>();
    }

    [Theory]
    [InlineData("CSharp")]
    [InlineData("Python")]
    [InlineData("Delegate")]
    public void An_expression_language_there_is_none_of_is_refused_by_name(string language)
    {
        Problems(Json.Line("A", Json.Expression(language, "x"))).Should().ContainSingle(problem => problem.Severity == ProblemSeverity.Error && problem.Message.Contains(language) && problem.Code == "unknown-expression");
    }

    [Fact]
    public void An_activity_there_is_none_of_is_refused_by_name()
    {
        Problems(Json.Activity("Elsa.Telepathy", "A")).Should().ContainSingle(problem => problem.Code == "unknown-activity" && problem.Message.Contains("Elsa.Telepathy") && problem.ActivityId == "A");
    }

    [Fact]
    public void A_syntax_error_in_a_script_or_a_template_has_line_and_column()
    {
        Problems(Json.Line("A", Json.Js("let a = 1;\nlet b = ;"))).Should().ContainSingle(problem => problem.Line == 2 && problem.Column == 9 && problem.Code == "expression-syntax");
        Problems(Json.Line("A", Json.Liquid("a\n{{ x | }}"))).Should().ContainSingle(problem => problem.Line == 2 && problem.Code == "expression-syntax");
        Problems(Json.Line("A", Json.Object("{\"a\": }"))).Should().ContainSingle(problem => problem.Line == 1 && problem.Code == "expression-syntax");
        Problems(Json.Activity("Elsa.RunJavaScript", "A", new() { ["script"] = Json.Literal("if (") })).Should().ContainSingle(problem => problem.Code == "expression-syntax");
    }

    [Fact]
    public void Unknown_outcomes_variables_and_connections_missing_inputs_and_double_ids_are_errors()
    {
        var problems = Problems(Json.Flow(
            ["A:Maybe>B", "A>Nowhere", "A>B"],
            Json.Line("A"), Json.Event("B", ""), Json.Line("B"), Json.Activity("Elsa.SetVariable", "C", new() { ["variable"] = new JsonObject { ["id"] = "gone", ["name"] = "Gone" } })));
        problems.Where(problem => problem.Severity == ProblemSeverity.Error).Select(problem => problem.Code).Distinct()
            .Should().BeEquivalentTo("unknown-outcome", "unknown-connection", "missing-input", "same-id", "unknown-variable", "unreachable");
        problems.Should().OnlyContain(problem => problem.Line != null);
        ((Action)(() => DefinitionValidator.ThrowIfUnfit(problems))).Should().Throw<WorkflowDefinitionException>();
    }

    [Fact]
    public void A_way_back_that_would_fail_is_an_error()
    {
        Problems(Json.Flow(["A>B", "A>C", "B>D", "C>D", "D>B"], Json.Line("A"), Json.Line("B"), Json.Line("C"), Json.Line("D")))
            .Should().ContainSingle().Which.Code.Should().Be("unclear-loop");
    }

    [Theory]
    [InlineData("BadCron")]
    [InlineData("0 61 * * * *")]
    [InlineData("* * * * * * *")]
    public void A_trigger_that_cannot_be_read_is_an_error(string cron)
    {
        Problems(Json.Flow([], Json.Activity("Elsa.Cron", "C", new() { ["cronExpression"] = Json.Literal(cron) }).Trigger())).Should().ContainSingle(problem => problem.Code == "trigger");
    }

    [Theory]
    [InlineData("Elsa.Cron", "cronExpression", "0 0 30 2 *", "'T' has no moment in the next 30 years; the workflow will not be started")]
    [InlineData("Elsa.StartAt", "dateTime", "2026-03-02T08:59:59Z", "'T' starts the workflow is over")]
    public void A_trigger_whose_moment_never_comes_is_a_warning(string type, string input, string value, string message)
    {
        var problem = Problems(Json.Flow([], Json.Activity(type, "T", new() { [input] = Json.Literal(value) }).Trigger())).Should().ContainSingle().Subject;
        (problem.Severity, problem.Code, problem.ActivityId).Should().Be((ProblemSeverity.Warning, "no-such-moment", "T"));
        problem.Message.Should().Contain(message);
    }

    [Theory]
    [InlineData("Elsa.Cron", "cronExpression", "0 0 31 4 *", "the workflow will fail there")]
    [InlineData("Elsa.StartAt", "dateTime", "2020-01-01T00:00:00Z", "the workflow goes on at once")]
    public void A_moment_further_inside_that_never_comes_is_a_warning(string type, string input, string value, string message) =>
        Problems(Json.Sequence("S", Json.Line("A"), Json.Activity(type, "T", new() { [input] = Json.Literal(value) })))
            .Should().ContainSingle().Which.Should().Match<DefinitionProblem>(problem => problem.Severity == ProblemSeverity.Warning && problem.Message.Contains(message));

    [Theory]
    [InlineData("Elsa.Cron", "cronExpression", "every day")]
    [InlineData("Elsa.StartAt", "dateTime", "tomorrow")]
    public void A_moment_further_inside_that_cannot_be_read_is_an_error(string type, string input, string value) =>
        Problems(Json.Sequence("S", Json.Line("A"), Json.Activity(type, "T", new() { [input] = Json.Literal(value) })))
            .Should().ContainSingle().Which.Should().Match<DefinitionProblem>(problem => problem.Severity == ProblemSeverity.Error && problem.Code == "unreadable-time" && problem.Line != null);

    [Fact]
    public void Moments_that_come_or_are_computed_later_are_no_problem() =>
        Problems(Json.Sequence("S",
            Json.Activity("Elsa.Cron", "C", new() { ["cronExpression"] = Json.Literal("0 0 29 2 *") }).Trigger(),
            Json.Activity("Elsa.StartAt", "A", new() { ["dateTime"] = Json.Literal("2026-03-02T09:00:01Z") }),
            Json.Activity("Elsa.StartAt", "B", new() { ["dateTime"] = Json.Js("new Date(0)") }))).Should().BeEmpty();

    [Theory]
    [InlineData("Elsa.FlowJoin", "mode", "Stream/Merge", "WaitAny, WaitAll, WaitAllActive")]
    [InlineData("Elsa.FlowJoin", "mode", "7", "WaitAny, WaitAll, WaitAllActive")]
    [InlineData("Elsa.Delay", "timeSpan", "soon", "00:05:00")]
    [InlineData("Elsa.Delay", "timeSpan", "99999999.00:00:00", "00:05:00")]
    [InlineData("Elsa.FlowDecision", "condition", "perhaps", "true or false")]
    [InlineData("Elsa.For", "start", "one", "whole number")]
    [InlineData("Elsa.For", "end", "99999999999", "whole number")]
    [InlineData("Elsa.For", "end", "1.5", "whole number")]
    [InlineData("Elsa.DispatchWorkflow", "input", "a text", "JSON object")]
    [InlineData("Elsa.Timer", "interval", "often", "00:05:00")]
    [InlineData("Elsa.WriteHttpResponse", "statusCode", "fine", "such as 201, or its name, such as Created")]
    [InlineData("Elsa.WriteHttpResponse", "statusCode", "99", "such as 201, or its name, such as Created")]
    public void A_fixed_value_that_the_input_cannot_hold_is_an_error_with_the_activity_the_input_and_the_cure(string type, string input, string value, string cure)
    {
        var activity = Json.Activity(type, "A", new() { [input] = Json.Literal(value), ["workflowDefinitionId"] = Json.Literal("w") });
        var problem = Problems(Json.Sequence("S", activity)).Should().ContainSingle().Subject;
        problem.Should().BeEquivalentTo(new { Severity = ProblemSeverity.Error, Code = "wrong-value", ActivityId = "A" });
        problem.Message.Should().Contain("'A'").And.Contain($"'{value}'").And.Contain(cure);
        problem.Line.Should().NotBeNull();
    }

    [Fact]
    public void A_trigger_with_a_fixed_value_that_it_cannot_hold_is_told_of_once() =>
        Problems(Json.Flow([], Json.Activity("Elsa.Timer", "T", new() { ["interval"] = Json.Literal("often") }).Trigger())).Should().ContainSingle().Which.ActivityId.Should().Be("T");

    [Fact]
    public void Fixed_values_that_fit_are_no_problem() =>
        Problems(Json.Sequence("S",
            Json.Activity("Elsa.Delay", "D1", new() { ["timeSpan"] = Json.Literal("PT5M") }),
            Json.Activity("Elsa.Delay", "D2", new() { ["timeSpan"] = Json.Literal("") }),
            Json.Activity("Elsa.Delay", "D3", new() { ["timeSpan"] = Json.Literal(null) }),
            Json.Activity("Elsa.For", "F", new() { ["start"] = Json.Literal("1"), ["end"] = Json.Literal(3) }),
            Json.Activity("Elsa.FlowJoin", "J", new() { ["mode"] = Json.Literal("Wait Any") }),
            Json.Activity("Elsa.WriteHttpResponse", "H1", new() { ["statusCode"] = Json.Literal(418) }),
            Json.Activity("Elsa.WriteHttpResponse", "H2", new() { ["statusCode"] = Json.Literal("Created") }),
            Json.Activity("Elsa.FlowDecision", "C", new() { ["condition"] = Json.Literal("True") }),
            Json.Activity("Elsa.DispatchWorkflow", "W", new() { ["input"] = Json.Literal("""{"a":1}"""), ["workflowDefinitionId"] = Json.Literal("w") }))).Should().BeEmpty();

    [Fact]
    public async Task A_fixed_value_for_a_workflow_used_as_an_activity_must_fit_its_input()
    {
        await _desk.PublishAsync(Json.Workflow("inner", Json.Line("L"), more: new() { ["options"] = new JsonObject { ["usableAsActivity"] = true }, ["inputs"] = new JsonArray(new JsonObject { ["name"] = "Count", ["type"] = "Int32" }) }));
        var outer = Json.Workflow("outer", Json.Activity("Inner", "I", new() { ["workflowDefinitionId"] = "inner", ["workflowDefinitionVersionId"] = "inner:1", ["count"] = Json.Literal("many") }));
        var graph = await _desk.Graphs.CompileAsync(outer, _desk.Store.Open(), default);
        graph.Problems.Should().ContainSingle(problem => problem.Code == "wrong-value").Which.Message.Should().Contain("'many'").And.Contain("Count");
    }

    [Theory]
    [InlineData("Elsa.Delay", "timeSpan", "10000000.00:00:00", ProblemSeverity.Error, "100 years")]
    [InlineData("Elsa.Timer", "interval", "10000000.00:00:00", ProblemSeverity.Error, "100 years")]
    [InlineData("Elsa.Timer", "interval", "00:00:00", ProblemSeverity.Error, "at least one second")]
    [InlineData("Elsa.Timer", "interval", "-00:01:00", ProblemSeverity.Error, "at least one second")]
    [InlineData("Elsa.StartAt", "dateTime", "9999-01-01T00:00:00Z", ProblemSeverity.Error, "100 years")]
    [InlineData("Elsa.Delay", "timeSpan", "-00:01:00", ProblemSeverity.Warning, "goes on at once")]
    public void A_wait_that_is_too_long_or_none_is_told(string type, string input, string value, ProblemSeverity severity, string words)
    {
        var activity = Json.Activity(type, "A", new() { [input] = Json.Literal(value) });
        foreach (var root in new[] { Json.Sequence("S", Json.Line("L"), activity), Json.Flow([], activity.DeepClone().AsObject().Trigger()) })
        {
            var problem = Problems(root).Should().ContainSingle().Subject;
            problem.Severity.Should().Be(severity);
            problem.Message.Should().Contain("'A'").And.Contain(words);
        }
    }

    [Fact]
    public async Task A_workflow_that_contains_itself_is_refused()
    {
        var options = new JsonObject { ["options"] = new JsonObject { ["usableAsActivity"] = true } };
        var self = Json.Workflow("self", Json.Activity("Self", "Inner", new() { ["workflowDefinitionId"] = "self", ["workflowDefinitionVersionId"] = "self:1" }), more: options);
        await _desk.PublishAsync(self);
        var graph = await _desk.Graphs.CompileAsync(self, _desk.Store.Open(), default);
        graph.Problems.Should().Contain(problem => problem.Code == "contains-itself");
    }

    [Fact]
    public void Every_activity_of_the_engine_describes_itself()
    {
        var own = ActivityRegistry.WithActivitiesOf().Descriptors;
        own.Should().HaveCountGreaterThanOrEqualTo(40).And.OnlyContain(descriptor => descriptor.TypeName.StartsWith("Elsa.") && descriptor.Description.Length > 5 && descriptor.Category.Length > 0);
        foreach (var input in own.SelectMany(descriptor => descriptor.Inputs))
            input.Description.Should().NotBeEmpty(input.Name);

        var assign = _desk.Compiler.Registry.Find("Test.Assign")!;
        assign.Outcomes.Should().Equal("Assigned", "Unassigned");
        assign.Inputs.Single().Should().BeEquivalentTo(new { Name = "Team", TypeName = "String", UIHint = "dropdown", OptionsFrom = "teams", IsRequired = true });
        assign.Outputs.Single().Name.Should().Be("Agent");
    }

    [Fact]
    public void The_type_name_of_a_workflow_used_as_an_activity_has_letters_and_digits_only() =>
        WorkflowDefinition.ActivityTypeNameOf("Ask_for details (2)").Should().Be("AskForDetails2");

    private IReadOnlyList<DefinitionProblem> Problems(JsonObject root) => DefinitionValidator.Check(_desk.Compiler.Compile(Json.Workflow("w", root)), _desk.Time, _desk.Ids);
}
