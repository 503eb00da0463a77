using System.Text;
using System.Text.Json;
using Automation.Rules.Comparison;
using Automation.Rules.Evaluation;
using Automation.Rules.Files;
using Automation.Rules.Replay;
using Automation.Stages.Access;
using Automation.Stages.RuleBook;
using Automation.Storage.Audit;
using Automation.Storage.RuleBook;
using Automation.Tickets.History;

namespace Automation.Server.Api;

/// <summary>
/// <c>/api/rules</c>: what is in force, drafts, publishing, history, trying and replaying. Everyone reads and tries; only rules administrators write.
/// A document is a rule set by its name, <c>lists</c> or <c>categories</c>, in the JSON of <c>rules/</c>.
/// </summary>
internal static class RuleEndpoints
{
    public static void MapRules(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/api/rules").AddEndpointFilter(TellAsync);
        read.MapGet("", ListAsync);
        read.MapGet("/export", ExportAsync);
        read.MapGet("/suggestions", SuggestAsync);
        read.MapGet("/overlaps", OverlapsAsync);
        read.MapGet("/audit", AuditAsync);
        read.MapPost("/try", TryAsync);
        read.MapPost("/replays", StartReplayAsync);
        read.MapGet("/replays/{id:guid}", Replay);
        read.MapGet("/replays/{id:guid}/changes/{index:int}", ReplayChange);
        read.MapDelete("/replays/{id:guid}", CancelReplay);
        read.MapGet("/{name}", InForceAsync);
        read.MapGet("/{name}/draft", DraftAsync);
        read.MapGet("/{name}/versions", HistoryAsync);
        read.MapGet("/{name}/versions/{version:int}", VersionAsync);
        read.MapGet("/{name}/diff", DifferencesAsync);

        var write = routes.MapGroup("/api/rules").RequireAuthorization(AccessPolicies.RulesAdministrators).AddEndpointFilter(TellAsync);
        write.MapPut("/{name}/draft", SaveAsync);
        write.MapDelete("/{name}/draft", DiscardAsync);
        write.MapDelete("/{name}", DeleteAsync);
        write.MapPost("/publish", PublishAsync);
        write.MapPost("/{name}/roll-back", RollBackAsync);
        write.MapPost("/import", ImportAsync);
    }

    private static async Task<IResult> ListAsync(RuleEditor editor, RuleInsight insight, CancellationToken cancellationToken)
    {
        var workspace = await editor.ReadAsync(cancellationToken);
        var hits = await insight.HitsAsync(cancellationToken);
        var findings = await insight.FindingsAsync(workspace, withDrafts: false, hits, cancellationToken);
        return Results.Ok(workspace.Documents.Select(d => new
        {
            d.Name,
            Version = d.InForceVersion,
            d.InForceAt,
            d.InForceBy,
            d.Problem,
            Draft = d.Draft is null ? null : new { Version = d.DraftVersion, d.BasedOn, At = d.DraftAt, By = d.DraftBy, IsOverrun = d.IsOverrun },
            Rules = d.InForce?.Set?.Rules.Select(rule => new
            {
                rule.Name,
                rule.Enabled,
                HitsLast30Days = hits.TryGetValue((d.Name, rule.Name), out var hit) ? hit.Hits : 0,
                LastHit = hit?.LastAt,
                Findings = findings.Where(f => f.Set == d.Name && f.Rule == rule.Name).Select(f => new { Kind = f.Kind.ToString(), f.Reason, f.Others }),
            }),
        }));
    }

    private static async Task<IResult> InForceAsync(RuleEditor editor, string name, CancellationToken cancellationToken) =>
        (await editor.ReadAsync(cancellationToken)).Find(name) is { InForce: { } content } document
            ? Results.Content(content.Write(document.InForceVersion), "application/json")
            : Problems.NotFound($"No rules named '{name}' are in force.");

    private static async Task<IResult> DraftAsync(RuleEditor editor, string name, CancellationToken cancellationToken) =>
        (await editor.ReadAsync(cancellationToken)).Find(name) is { } document
            ? Results.Ok(Draft(document))
            : Problems.NotFound($"There is no rule document '{name}'. A new one begins with PUT, version 0 and basedOn 0.");

    private static async Task<IResult> SaveAsync(RuleEditor editor, HttpContext http, string name, DraftBody body, CancellationToken cancellationToken) =>
        body.Content is { ValueKind: JsonValueKind.Object } content
            ? Results.Ok(Draft(await editor.SaveDraftAsync(name, content.GetRawText(), body.Version, body.BasedOn, PersonOf(http), cancellationToken)))
            : Problems.BadRequest("content", "The rules are missing; give them as a JSON object, as in rules/.");

    private static async Task<IResult> DiscardAsync(RuleEditor editor, HttpContext http, string name, long version, CancellationToken cancellationToken)
    {
        await editor.DiscardAsync(name, version, PersonOf(http), cancellationToken);
        return Results.NoContent();
    }

    /// <param name="inForce">The version in force before the person's eyes; 0 when the set was never published.</param>
    /// <param name="draft">The draft's version before the person's eyes; 0 when there was none ever.</param>
    private static async Task<IResult> DeleteAsync(RuleEditor editor, HttpContext http, string name, int inForce, long draft, string? note, CancellationToken cancellationToken)
    {
        await editor.DeleteAsync(name, inForce, draft, note ?? "", PersonOf(http), cancellationToken);
        return Results.NoContent();
    }

    private static async Task<IResult> PublishAsync(RuleEditor editor, HttpContext http, PublishBody body, CancellationToken cancellationToken) =>
        Results.Ok((await editor.PublishAsync(body.Drafts ?? new Dictionary<string, long>(), body.Note ?? "", PersonOf(http), cancellationToken, body.WithGaps ?? false)).Select(Version));

    private static async Task<IResult> RollBackAsync(RuleEditor editor, HttpContext http, string name, RollBackBody body, CancellationToken cancellationToken) =>
        Results.Ok(Version(await editor.RollBackAsync(name, body.Version, body.InForce, body.Note ?? "", PersonOf(http), cancellationToken, body.WithGaps ?? false)));

    private static async Task<IResult> HistoryAsync(RuleEditor editor, string name, CancellationToken cancellationToken) =>
        Results.Ok((await editor.HistoryAsync(name, cancellationToken)).Select(Version));

    private static async Task<IResult> VersionAsync(RuleEditor editor, string name, int version, CancellationToken cancellationToken) =>
        Results.Content(RuleContent.Read(name, (await editor.VersionAsync(name, version, cancellationToken)).Content, lists: null, isStored: true).Write(version), "application/json");

    /// <param name="from">A version; 0 for nothing. Left out with <paramref name="to"/>: what the draft would change.</param>
    private static async Task<IResult> DifferencesAsync(RuleEditor editor, string name, int? from, int? to, CancellationToken cancellationToken)
    {
        if (from is { } before && to is { } after)
            return Results.Ok(Differences(await editor.DifferencesAsync(name, before, after, cancellationToken)));
        return (await editor.ReadAsync(cancellationToken)).Find(name) is { } document
            ? Results.Ok(Differences(RuleEditor.Compare(document.InForce, document.Working)))
            : Problems.NotFound($"There is no rule document '{name}'.");
    }

    private static async Task<IResult> ExportAsync(RuleTransfer transfer, CancellationToken cancellationToken) =>
        Results.File(await transfer.ExportAsync(cancellationToken), "application/zip", "rules.zip");

    /// <summary>A zip file of rule files, or a JSON object of file name to rules.</summary>
    private static async Task<IResult> ImportAsync(RuleTransfer transfer, HttpContext http, CancellationToken cancellationToken)
    {
        var files = new RuleFiles();
        try
        {
            using var kept = new MemoryStream();
            await http.Request.Body.CopyToAsync(kept, cancellationToken);
            kept.Position = 0;
            if (http.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true)
            {
                using var json = await JsonDocument.ParseAsync(kept, cancellationToken: cancellationToken);
                if (json.RootElement.ValueKind != JsonValueKind.Object)
                    return Problems.BadRequest("body", "It is not a JSON object of file name to rules.");
                foreach (var file in json.RootElement.EnumerateObject())
                {
                    using var content = new MemoryStream(Encoding.UTF8.GetBytes(file.Value.GetRawText()));
                    await files.AddAsync(file.Name, content, cancellationToken);
                }
            }
            else
            {
                await files.AddZipAsync(kept, zipName: null, cancellationToken);
            }
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            return Problems.BadRequest("body", $"It cannot be taken as a zip file of rule files or a JSON object of file name to rules: {e.Message}");
        }

        return Results.Ok(new { Drafts = await transfer.ImportAsync(files.Texts, PersonOf(http), cancellationToken) });
    }

    private static async Task<IResult> TryAsync(RuleTrials trials, TryBody body, CancellationToken cancellationToken)
    {
        try
        {
            var withDrafts = body.WithDrafts ?? true;
            RuleTrial? trial;
            if (body is { Ticket: not null, Mail: not null })
                return Problems.BadRequest("mail", "Give a mail or a ticket, not both.");
            if (body.Ticket is { } ticket)
            {
                if (!TicketNumber.TryParse(ticket, out var number))
                    return Problems.BadRequest("ticket", $"'{ticket}' is not a ticket number; write it as {TicketNumber.Format(123)} or 123.");
                trial = await trials.TryTicketAsync(number, withDrafts, cancellationToken);
                if (trial is null)
                    return Problems.NotFound($"There is no ticket {TicketNumber.Format(number)} whose mail is kept.");
            }
            else
            {
                trial = await trials.TryMailAsync(body.Mail ?? "", withDrafts, cancellationToken);
            }

            return Results.Ok(new
            {
                trial.Facts.Sender,
                trial.Facts.Subject,
                trial.Facts.Body,
                Decided = Decided(trial.Decision),
                Trace = Trace(trial.Trace),
            });
        }
        catch (ArgumentException e)
        {
            return Problems.BadRequest(e.ParamName ?? "mail", e.Message);
        }
    }

    private static async Task<IResult> StartReplayAsync(ReplayRuns runs, HttpContext http, ReplayBody body, CancellationToken cancellationToken)
    {
        try
        {
            var run = await runs.StartAsync(new PastRange { Last = body.Last, From = body.From, Until = body.Until }, PersonOf(http), cancellationToken);
            return Results.Accepted($"/api/rules/replays/{run.Id}", Run(run));
        }
        catch (ArgumentException e)
        {
            return Problems.BadRequest("range", e.Message);
        }
        catch (InvalidOperationException e)
        {
            return Problems.Conflict(e.Message);
        }
    }

    private static IResult Replay(ReplayRuns runs, Guid id) => runs.Find(id) is { } run ? Results.Ok(Run(run)) : NoRun(id);

    private static IResult CancelReplay(ReplayRuns runs, Guid id)
    {
        if (runs.Find(id) is not { } run)
            return NoRun(id);
        run.Cancel();
        return Results.Accepted($"/api/rules/replays/{id}");
    }

    private static IResult ReplayChange(ReplayRuns runs, Guid id, int index) => runs.Find(id)?.Explain(index) is { } both
        ? Results.Ok(new
        {
            Before = new { Decided = Decided(both.Before), Trace = Trace(both.Before.Trace!) },
            After = new { Decided = Decided(both.After), Trace = Trace(both.After.Trace!) },
        })
        : Problems.NotFound($"There is no changed ticket {index} in the replay {id} on this node.");

    private static async Task<IResult> SuggestAsync(RuleInsight insight, int? last, CancellationToken cancellationToken)
    {
        if (last is < 1 or > ReplayRuns.MostTickets)
            return Problems.BadRequest("last", $"Give 1 to {ReplayRuns.MostTickets} tickets.");
        var report = await insight.SuggestAsync(new PastRange { Last = last ?? 5_000 }, cancellationToken);
        return Results.Ok(new
        {
            report.Tickets,
            Rules = report.Rules.Select(r => new { r.Set, Rule = JsonSerializer.Deserialize<JsonElement>(RuleSetWriter.Write(r.Rule)), r.Learnt, r.HeldOut, r.Examples }),
            Reviews = report.Reviews.Select(r => new { r.Set, r.Rule, Outcome = r.Outcome.Name, r.Hits, r.Corrected, To = r.To.Select(t => new { t.Value, t.Tickets }) }),
        });
    }

    private static async Task<IResult> OverlapsAsync(RuleInsight insight, int? last, CancellationToken cancellationToken)
    {
        if (last is < 1 or > ReplayRuns.MostTickets)
            return Problems.BadRequest("last", $"Give 1 to {ReplayRuns.MostTickets} tickets.");
        var overlaps = await insight.OverlapsAsync(new PastRange { Last = last ?? 5_000 }, cancellationToken);
        return Results.Ok(overlaps.Select(o => new { o.Set, o.First, o.Second, Outcomes = o.Outcomes.Select(x => x.Name), o.Tickets, o.Examples }));
    }

    private static async Task<IResult> AuditAsync(AuditTrail audit, string? after, string? count, string? subject, CancellationToken cancellationToken)
    {
        if (!Paging.TryRead(after, count, out var cursor, out var size, out var problem))
            return problem;
        var entries = await audit.ListAsync("rules.", subject, cursor, size, cancellationToken);
        return Results.Ok(new { Items = entries, Next = Paging.Write(entries.Count == size ? entries[^1].Id : null) });
    }

    /// <summary>What cannot be used and what somebody else changed become answers that name rule, place and reason.</summary>
    private static async ValueTask<object?> TellAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (RuleFileException e)
        {
            return Results.Problem(
                e.Message, statusCode: StatusCodes.Status400BadRequest, title: "The rules cannot be used; what is in force stays.",
                extensions: new Dictionary<string, object?> { ["problems"] = e.Problems.Select(p => new { p.File, p.Line, p.Column, p.Rule, p.Reason }) });
        }
        catch (RuleGapException e)
        {
            return Results.Problem(
                e.Message, statusCode: StatusCodes.Status409Conflict, title: "Tickets would be without what they need; nothing was stored. Who wants it all the same sends \"withGaps\": true.",
                extensions: new Dictionary<string, object?> { ["gaps"] = e.Gaps });
        }
        catch (RuleConflictException e)
        {
            return Results.Problem(
                e.Message, statusCode: StatusCodes.Status409Conflict, title: "Somebody else was faster.",
                extensions: new Dictionary<string, object?> { ["current"] = Draft(e.Current), ["theirsToMine"] = Differences(e.TheirsToMine) });
        }
    }

    private static IResult NoRun(Guid id) => Problems.NotFound($"There is no replay {id} on this node; ask the node it was started on, or start it again.");

    private static string PersonOf(HttpContext http) => http.User.Identity?.Name ?? "unknown";

    private static object Draft(RuleDocument document) => new
    {
        document.Name,
        Version = document.DraftVersion,
        InForce = document.InForceVersion,
        BasedOn = document.Draft is null ? document.InForceVersion : document.BasedOn,
        IsDraft = document.Draft is not null,
        At = document.DraftAt,
        By = document.DraftBy,
        Content = document.Working is { } content ? JsonSerializer.Deserialize<JsonElement>(content.Write(document.InForceVersion)) : (JsonElement?)null,
    };

    private static object Version(RuleVersionInfo version) => new { version.Name, version.Version, version.IsInForce, version.At, version.By, version.Note };

    private static object Differences(RuleDifferences differences) => new
    {
        differences.IsEmpty,
        Lines = DifferenceText.Lines(differences),
        Sets = differences.Sets.Select(s => new { s.Set, Kind = s.Kind.ToString(), s.Details, Rules = s.Rules.Select(r => new { r.Rule, Kind = r.Kind.ToString(), r.Before, r.After, r.IsMoved, r.Details }) }),
        Lists = differences.Lists.Select(l => new { l.List, Kind = l.Kind.ToString(), l.Added, l.Removed }),
    };

    private static Dictionary<string, IReadOnlyList<string>> Decided(Decision decision) => decision.Values.ToDictionary(v => v.Outcome.Name, v => v.Values);

    private static JsonElement Trace(DecisionTrace trace) => JsonSerializer.Deserialize<JsonElement>(TraceJson.Write(trace));

    private static object Run(ReplayRun run) => new
    {
        run.Id,
        State = run.State.ToString(),
        run.StartedAt,
        run.EndedAt,
        run.Person,
        run.Total,
        run.Progress.Done,
        run.Progress.Changed,
        run.Problem,
        Report = run.Report is { } report ? Report(report) : null,
    };

    private static object Report(ReplayReport report) => new
    {
        report.Tickets,
        report.Changed,
        report.IsCut,
        Outcomes = report.Outcomes.Select(o => new
        {
            Outcome = o.Outcome.Name,
            o.Changed,
            o.Moves,
            Accuracy = o.Accuracy is { } a ? new { a.Known, a.RightBefore, a.RightAfter, a.Before, a.After } : null,
        }),
        Changes = report.Changes.Select((c, i) => new
        {
            Index = i,
            Ticket = c.Ticket.Key,
            Outcomes = c.Outcomes.Select(o => new { Outcome = o.Outcome.Name, o.Before, BeforeBy = o.BeforeBy?.Rule, o.After, AfterBy = o.AfterBy?.Rule, Settled = o.IsSettled ? o.Settled : null }),
        }),
        report.Rules,
        report.WithoutChance,
    };

    /// <param name="Version">The draft's version before the writer's eyes; 0 when there was none ever.</param>
    /// <param name="BasedOn">The version in force before the writer's eyes.</param>
    private sealed record DraftBody(long Version, int BasedOn, JsonElement? Content);

    /// <param name="Drafts">Names of documents with the version of the draft that was looked at.</param>
    /// <param name="WithGaps">True to publish though tickets would be without a priority or a team, or rules ask for what nothing decides any more.</param>
    private sealed record PublishBody(Dictionary<string, long>? Drafts, string? Note, bool? WithGaps);

    /// <param name="WithGaps">As for publishing.</param>
    private sealed record RollBackBody(int Version, int InForce, string? Note, bool? WithGaps);

    /// <param name="Mail">Raw RFC 5322 text, or plain words.</param>
    /// <param name="Ticket">A ticket's number; goes before the mail.</param>
    /// <param name="WithDrafts">True unless told: by the rules as the drafts would make them.</param>
    private sealed record TryBody(string? Mail, string? Ticket, bool? WithDrafts);

    private sealed record ReplayBody(int? Last, DateTimeOffset? From, DateTimeOffset? Until);
}
