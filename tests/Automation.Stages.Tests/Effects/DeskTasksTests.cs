using Automation.Stages.Corrections;
using Automation.Stages.Tasks;
using Automation.Stages.Tests.Desk;
using Automation.Stages.Tests.Running;
using Automation.Storage.Outbox;
using Automation.Tests.Databases;
using Automation.Tickets.History;
using Automation.Workflows.Execution;
using Automation.Workflows.Runtime;
using Automation.Workflows.Values;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Tests.Effects;

/// <summary>What a workflow can have done by RunTask in the desk itself.</summary>
public abstract class DeskTasksTests(DeskTestDatabase store) : DeskTest(store)
{
    private WorkflowNode? _node;

    [Fact]
    public async Task A_ticket_is_read_as_it_is_when_the_task_is_done()
    {
        await OpenAsync(Eml.Write(subject: "Printer"));
        var result = await RunAsync("ticket.read", "{}");
        (result["number"], result["subject"], result["priority"], result["status"]).Should().Be(("HD-1", "Printer", "P4", "New"));
    }

    [Fact]
    public async Task A_ticket_gets_another_priority_with_its_promise_once_and_the_workflow_is_told()
    {
        var before = await OpenAsync(Eml.Write());

        var result = await RunAsync("ticket.classify", """{ "priority": "P1", "team": "network" }""");

        (result["changed"], result["priority"], result["team"]).Should().Be((true, "P1", "network"));
        var ticket = await TicketAsync(1);
        ticket.Ticket.ResolutionDue.Should().BeBefore(before.Ticket.ResolutionDue!.Value);
        ticket.History.OfType<ClassificationCorrected>().Should().ContainSingle().Which.Actor.Should().Be("workflow:w");
        (await RunAsync("ticket.classify", """{ "priority": "P1" }"""))["changed"].Should().Be(false);
    }

    [Fact]
    public async Task A_team_is_written_to_once_however_often_the_task_is_begun()
    {
        await OpenAsync(Eml.Write(subject: "Printer"));
        var result = await RunAsync("team.notify", """{ "text": "Please look.\n\nIt is <urgent>." }""", dieOnce: true);

        result["to"].Should().BeEquivalentTo(new object[] { "sam@contoso.example", "sue@contoso.example" });
        var mail = (await ReadAsync(c => c.Outbox.Where(x => x.Purpose == "team-notice").ToListAsync())).Should().ContainSingle().Subject;
        var outgoing = OutboxJson.ReadMail(mail.Payload);
        outgoing.Subject.Should().Be("[HD-1] Printer");
        outgoing.HtmlBody.Should().Be("<p>Please look.</p><p>It is &lt;urgent&gt;.</p>");
        outgoing.IsAutomatic.Should().BeTrue();
        (await TicketAsync(1)).History.OfType<ReplyQueued>().Should().ContainSingle(e => e.Purpose == "team-notice").Which.Actor.Should().Be("workflow:w");
    }

    [Fact]
    public async Task A_note_stands_on_the_ticket_once_however_often_the_task_is_begun_and_nobody_is_written_to()
    {
        await OpenAsync(Eml.Write(subject: "Printer"));
        var mails = await ReadAsync(c => c.Outbox.CountAsync());

        var result = await RunAsync("ticket.note", """{ "text": " Looked at twice this year. " }""", dieOnce: true);

        result["number"].Should().Be("HD-1");
        var note = (await TicketAsync(1)).History.OfType<NoteAdded>().Should().ContainSingle().Subject;
        (note.Text, note.Actor).Should().Be(("Looked at twice this year.", "workflow:w"));
        (await ReadAsync(c => c.Outbox.CountAsync())).Should().Be(mails);
    }

    [Fact]
    public async Task A_person_is_found_in_the_directory_and_a_stranger_is_not()
    {
        await OpenAsync(Eml.Write());
        var carla = await RunAsync("person.find", """{ "address": "Carla.Meyer@contoso.example" }""");
        (carla["known"], carla["name"], carla["isVip"]).Should().Be((true, "Carla Meyer", true));
        (await RunAsync("person.find", """{ "address": "nobody@elsewhere.example" }"""))["known"].Should().Be(false);
    }

    [Theory]
    [InlineData("ticket.read", """{ "ticket": "HD-7" }""", "no ticket HD-7")]
    [InlineData("ticket.classify", """{ "priority": "P9" }""", "no priority 'P9'")]
    [InlineData("team.notify", """{ "text": "x", "team": "nobody-yet" }""", "0 members")]
    [InlineData("team.notify", "{}", "no 'text'")]
    [InlineData("ticket.note", """{ "text": "  " }""", "no 'text'")]
    [InlineData("ticket.note", """{ "text": "x", "ticket": "HD-7" }""", "no ticket HD-7")]
    public async Task What_cannot_be_done_is_an_incident_with_the_reason_and_nothing_is_kept(string task, string payload, string words)
    {
        var before = await OpenAsync(Eml.Write());
        var start = () => RunAsync(task, payload);
        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage($"*{words}*");
        (await TicketAsync(1)).History.Should().HaveCount(before.History.Count);
        (await ReadAsync(c => c.WorkflowEffects.CountAsync())).Should().Be(0);
    }

    /// <summary>Runs a workflow that has the task done on ticket 1; the task's result.</summary>
    /// <param name="dieOnce">The first attempt is lost before its commit, as in a crash.</param>
    private async Task<ValueMap> RunAsync(string task, string payload, bool dieOnce = false)
    {
        var ids = new TimeOrderedIds(Time);
        _node ??= new WorkflowNode(Database, Time, tasks: [
            new ReadTicket(), new ClassifyTicket(new TicketCorrections(Database, Desk.Holder, Time), Desk.Holder), new NotifyTeam(Desk.Holder, ids, Time), new AddNote(Time), new FindPerson()]);
        await _node.PublishAsync($$"""
            {
              "id": "w-1", "definitionId": "w", "name": "w", "version": 1, "variables": [{ "id": "v", "name": "V", "typeName": "Object" }],
              "root": { "type": "Elsa.Sequence", "id": "Root", "version": 1, "activities": [{
                "type": "Elsa.RunTask", "id": "T", "version": 1,
                "taskName": { "typeName": "String", "expression": { "type": "Literal", "value": "{{task}}" } },
                "payload": { "typeName": "Object", "expression": { "type": "Object", "value": {{System.Text.Json.JsonSerializer.Serialize(payload)}} } },
                "result": { "typeName": "Object", "memoryReference": { "id": "v" } } }] }
            }
            """);
        var started = await _node.Units.RunSharedAsync((session, token) => _node.Runtime.StartAsync(session, new StartRequest("w", CorrelationId: "HD-1"), token), default);
        if (dieOnce)
        {
            // Begun by a process that dies: the row is leased and nothing else happened.
            await WriteAsync(c => c.WorkflowEffects.ExecuteUpdateAsync(x => x.SetProperty(e => e.LeasedBy, "died").SetProperty(e => e.LeasedUntil, Time.GetUtcNow().AddMinutes(5)).SetProperty(e => e.Attempts, 1)));
            await _node.DoEffectsAsync();
            Time.Advance(TimeSpan.FromMinutes(6));
        }

        await _node.DoEffectsAsync();
        var instance = started.Runs[0].InstanceId;
        var state = StateJson.Read(await ReadAsync(c => c.WorkflowInstances.Where(x => x.Id == instance).Select(x => x.State).SingleAsync()));
        return state.Incidents is [var incident, ..] ? throw new InvalidOperationException(incident.Message) : (ValueMap)state.FinalVariables["v"]!;
    }

    public override async Task DisposeAsync()
    {
        _node?.Dispose();
        await base.DisposeAsync();
    }
}

public sealed class DeskTasksOnSqlite() : DeskTasksTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class DeskTasksOnPostgres(PostgresServer server) : DeskTasksTests(server.Empty()), IOnPostgres;
