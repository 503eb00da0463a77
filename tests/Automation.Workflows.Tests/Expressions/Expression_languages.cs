using Automation.Workflows.Execution;
using Automation.Workflows.Expressions;
using Automation.Workflows.Tests.Support;
using Automation.Workflows.Values;

namespace Automation.Workflows.Tests.Expressions;

public sealed class Expression_languages
{
    [Theory]
    [InlineData("getVariable('Name')", "Ada")]
    [InlineData("getName()", "Ada")]
    [InlineData("variables.Name", "Ada")]
    [InlineData("return variables.Map.list[1]", "2")]
    [InlineData("getInput('Amount') * 2", "50")]
    [InlineData("getAmount() + 0.5", "25.5")]
    [InlineData("`${getCorrelationId()}/${getWorkflowDefinitionId()}/${getWorkflowDefinitionVersion()}`", "c-1/w/1")]
    [InlineData("setVariable('Name', 'Bob'); getName()", "Bob")]
    [InlineData("setName('Eve'); getVariable('Name')", "Eve")]
    [InlineData("variables.Name = 'Zoe'; variables.Name", "Zoe")]
    [InlineData("isNullOrWhiteSpace(' ') && isNullOrEmpty(null)", "true")]
    [InlineData("new Date().toISOString()", "2026-03-02T09:00:00.000Z")]
    [InlineData("toJson({ a: [1, 'x', null] })", """{"a":[1,"x",null]}""")]
    [InlineData("stringFromBase64(stringToBase64('grün'))", "grün")]
    [InlineData("bytesToString(bytesFromString('grün'))", "grün")]
    [InlineData("bytesFromString('grün').length", "5")]
    [InlineData("bytesToBase64(bytesFromString('grün'))", "Z3LDvG4=")]
    [InlineData("bytesToString('Z3LDvG4=')", "grün")]
    [InlineData("bytesToString(bytesFromBase64('Z3LDvG4='))", "grün")]
    [InlineData("bytesToString([71, 111]) + bytesToString(null)", "Go")]
    [InlineData("streamToBase64(streamToBytes('R28='))", "R28=")]
    [InlineData("newGuidString().length", "36")]
    [InlineData("parseGuid('{6F9619FF-8B86-D011-B42D-00CF4FC964FF}')", "6f9619ff-8b86-d011-b42d-00cf4fc964ff")]
    [InlineData("newGuid().length + newShortGuid().length", "58")]
    [InlineData("const x = { d: new Date(0), f: () => 1, u: undefined }; x", """{"d":"1970-01-01T00:00:00.000Z"}""")]
    [InlineData("getVariable('Nothing')", "")]
    [InlineData("getWorkflowInstanceName() === null", "true")]
    [InlineData("setWorkflowInstanceName('Order 7'); getWorkflowInstanceName()", "Order 7")]
    [InlineData("setCorrelationId('c-2'); getCorrelationId()", "c-2")]
    [InlineData("getWorkflowDefinitionVersionId()", "w:1")]
    [InlineData("getWorkflowInstanceId().length", "6")]
    [InlineData("input.Amount + Input.Amount", "50")]
    public async Task JavaScript_sees_what_elsa_users_expect(string script, string expected) => (await ValueAsync(Json.Js(script))).Should().Be(expected);

    [Theory]
    [InlineData("{{ Variables.Name }} {{ Input.Amount }} {{ CorrelationId }}", "Ada 25 c-1")]
    [InlineData("{% for n in Variables.Map.list %}{{ n }},{% endfor %}", "1,2,")]
    [InlineData("{{ Variables.Map | json }}", """{"list":[1,2]}""")]
    [InlineData("{{ Variables.Nothing }}-{{ WorkflowInstanceId | size }}", "-6")]
    [InlineData("{{ 'now' | date: '%Y' }}", "2026")]
    [InlineData("plain", "plain")]
    [InlineData("{{ Variables.Name.Length }}{{ Variables.GetType }}", "")]
    public async Task Liquid_sees_the_same(string template, string expected) => (await ValueAsync(Json.Liquid(template))).Should().Be(expected);

    [Fact]
    public async Task Literals_objects_variables_and_inputs_give_their_values()
    {
        (await ValueAsync(Json.Literal("x"))).Should().Be("x");
        (await ValueAsync(Json.Object("""{"a": 1.50}"""))).Should().Be("""{"a":1.5}""");
        (await ValueAsync(Json.Variable("Name"))).Should().Be("Ada");
        (await ValueAsync(Json.Input("Amount"))).Should().Be("25");
    }

    [Fact]
    public async Task Bytes_are_kept_as_base64_in_a_variable_of_bytes()
    {
        var desk = new Desk();
        await desk.PublishAsync(Json.Workflow("w", Json.Sequence("S",
            Json.Set("A", "Bytes", Json.Js("bytesFromString('Go')")), Json.Set("B", "Out", Json.Js("bytesToString(getBytes())"))), ["Bytes:ByteArray", "Out"]));
        var state = desk.State((await desk.StartAsync("w")).Runs.Single().InstanceId);
        (state.FinalVariables.Find("v-Bytes"), state.FinalVariables.Find("v-Out")).Should().Be(("R28=", "Go"));
    }

    [Theory]
    [InlineData("while (true) {}")]
    [InlineData("(function f() { return f(); })()")]
    [InlineData("let a = []; for (;;) a.push('xxxxxxxxxxxxxxxx')")]
    [InlineData("'x'.repeat(1e9)")]
    [InlineData("'x'.padEnd(1e9)")]
    [InlineData("'x'.repeat(1e5).replace(/x/g, 'y'.repeat(1e5))")]
    [InlineData("''['rep' + 'eat'].call('x', 1e9)")]
    [InlineData("Reflect.get('', 'rep' + 'eat').call('x', 1e9)")]
    [InlineData("new (globalThis['Array' + 'Buffer'])(1e9)")]
    [InlineData("new Array(1e8).fill(0)")]
    [InlineData("new ArrayBuffer(1e9)")]
    [InlineData("/(a+)+$/.test('a'.repeat(40) + 'b')")]
    [InlineData("eval('1')")]
    [InlineData("new Function('return 1')()")]
    [InlineData("System.IO.File.ReadAllText('/etc/passwd')")]
    [InlineData("getVariable('Name').GetType().Assembly.FullName")]
    [InlineData("const a = {}; a.a = a; a")]
    [InlineData("bytesToString([256])")]
    [InlineData("bytesToString([0.5])")]
    [InlineData("bytesToString('not Base64')")]
    [InlineData("bytesFromString('x'.repeat(1000001))")]
    [InlineData("(async () => { for (;;) await null; })()")]
    [InlineData("throw new Error('on purpose')")]
    public async Task A_script_that_goes_too_far_becomes_an_incident(string script)
    {
        var desk = new Desk(new ExpressionLimits { Time = TimeSpan.FromSeconds(1), MemoryBytes = 16 * 1024 * 1024, Statements = 50_000, Regex = TimeSpan.FromMilliseconds(100) });
        var run = await RunAsync(desk, Json.Js(script));
        run.SubStatus.Should().Be(WorkflowSubStatus.Faulted);
        run.Incidents.Single().Message.Should().StartWith("The input 'Value' could not be evaluated");
    }

    [Theory]
    [InlineData("{% for i in (1..100000000) %}x{% endfor %}")]
    [InlineData("{% assign a = 'xxxxxxxxxxxxxxxx' %}{% for i in (1..100) %}{% assign a = a | append: a %}{{ a }}{% endfor %}")]
    public async Task A_template_that_goes_too_far_becomes_an_incident(string template)
    {
        var desk = new Desk(new ExpressionLimits { Statements = 20_000, TextLength = 100_000 });
        (await RunAsync(desk, Json.Liquid(template))).SubStatus.Should().Be(WorkflowSubStatus.Faulted);
    }

    [Theory]
    [InlineData("{% for i in (1..100000000) %}{% for j in (1..100000000) %}x{% endfor %}{% endfor %}", "ranges")]
    [InlineData("{% for i in (1..300) %}{% for j in (1..100000) %}{% break %}{% endfor %}{% endfor %}", "ranges")]
    [InlineData("{% assign n = 3000000 %}{% for i in (1..n) %}{% break %}{% endfor %}", "ranges")]
    [InlineData("{% assign s = 'xxxxxxxxxxxxxxxxxxxx' %}{% for i in (1..22) %}{% assign s = s | append: s %}{% endfor %}{{ s | size }}", "characters")]
    [InlineData("{% assign s = 'xxxxxxxxxxxxxxxxxxxx' %}{% for i in (1..12) %}{% assign s = s | append: s %}{% endfor %}{{ s | replace: 'x', s | size }}", "replace")]
    [InlineData("{{ 'now' | date: '%999999999d' }}", "wide")]
    [InlineData("{% for i in (1..900) %}{% for j in (1..900) %}{% assign a = j %}{% endfor %}{% endfor %}", "steps")]
    public async Task A_template_cannot_stop_or_swell_the_desk_with_the_limits_as_they_are(string template, string reason)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var run = await RunAsync(new Desk(), Json.Liquid(template));
        run.SubStatus.Should().Be(WorkflowSubStatus.Faulted);
        run.Incidents.Single().Message.Should().Contain("Liquid: ").And.Contain(reason);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(256L * 1024 * 1024);
    }

    [Theory]
    [InlineData("{% for i in (1..3) %}{{ i }}{% endfor %}", "123")]
    [InlineData("{% assign n = 2 %}{% for i in (n..4) %}{{ i }}{% endfor %}", "234")]
    [InlineData("{% for i in (3..1) %}{{ i }}{% endfor %}", "")]
    [InlineData("{% assign a = (1..4) %}{{ a | join: '-' }}", "1-2-3-4")]
    public async Task Ranges_of_a_template_are_what_they_say(string template, string expected) => (await ValueAsync(Json.Liquid(template))).Should().Be(expected);

    [Theory]
    [InlineData("Promise.resolve(5)", "5")]
    [InlineData("(async () => { const a = await Promise.resolve(2); return a + 1; })()", "3")]
    [InlineData("Promise.all([1, Promise.resolve(2)])", "[1,2]")]
    public async Task A_promise_gives_what_it_is_settled_with(string script, string expected) => (await ValueAsync(Json.Js(script))).Should().Be(expected);

    [Theory]
    [InlineData("new Promise(() => {})", "never settled")]
    [InlineData("(async () => { await new Promise(() => {}); return 1; })()", "never settled")]
    [InlineData("Promise.reject(new Error('on purpose'))", "on purpose")]
    [InlineData("(async () => { throw 'a text'; })()", "a text")]
    [InlineData("({ inside: Promise.resolve(1) })", "await")]
    public async Task A_promise_that_comes_to_nothing_is_an_incident_with_words(string script, string words)
    {
        var run = await RunAsync(new Desk(), Json.Js(script));
        run.SubStatus.Should().Be(WorkflowSubStatus.Faulted);
        run.Incidents.Single().Message.Should().Contain(words);
    }

    [Fact]
    public async Task A_script_of_RunJavaScript_that_never_settles_is_an_incident_too()
    {
        var desk = new Desk();
        await desk.PublishAsync(Json.Workflow("w", Json.Activity("Elsa.RunJavaScript", "R", new() { ["script"] = Json.Literal("new Promise(() => {})") })));
        (await desk.StartAsync("w")).Runs.Single().Incidents.Should().ContainSingle().Which.Message.Should().Contain("never settled");
    }

    private static async Task<string> ValueAsync(System.Text.Json.Nodes.JsonObject expression)
    {
        var desk = new Desk();
        var run = await RunAsync(desk, expression);
        run.Incidents.Should().BeEmpty();
        return ValueConversion.ToText(desk.State(run.InstanceId).FinalVariables.Find("v-Out"));
    }

    private static async Task<Automation.Workflows.Runtime.InstanceRun> RunAsync(Desk desk, System.Text.Json.Nodes.JsonObject expression)
    {
        await desk.PublishAsync(Json.Workflow("w", Json.Sequence("S",
            Json.Set("M", "Map", Json.Object("""{"list":[1,2]}""")), Json.Set("Set", "Out", expression)), ["Name:String=Ada", "Map", "Out"]));
        return (await desk.StartAsync("w", new ValueMap { ["Amount"] = 25L }, "c-1")).Runs.Single();
    }
}
