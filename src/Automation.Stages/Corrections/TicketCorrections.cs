using System.Text.Json.Serialization;
using Automation.Rules.Model;
using Automation.Stages.Assignment;
using Automation.Stages.Content;
using Automation.Stages.Log;
using Automation.Stages.Promises;
using Automation.Storage.Database;
using Automation.Storage.Tickets;
using Automation.Tickets.Classification;
using Automation.Tickets.History;
using Automation.Tickets.Sla;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Corrections;

/// <summary>
/// Lets a person put right what the rules decided: an event in the ticket's history, and a new promise when the priority became another.
/// What the rules decided stays in the history with its trace; replay and suggestions measure the rules by it.
/// </summary>
public sealed class TicketCorrections(DeskDatabase database, DeskContentHolder holder, TimeProvider time)
{
    private const int MostAttempts = 5;

    /// <param name="number">The ticket.</param>
    /// <param name="correction">What to change; null values stay as they are.</param>
    /// <param name="person">Who corrects.</param>
    /// <returns>What was changed; null when everything was as asked already.</returns>
    /// <exception cref="CorrectionException">There is no such ticket, team, category, type or priority.</exception>
    public async Task<ClassificationCorrected?> CorrectAsync(long number, Correction correction, string person, CancellationToken cancellationToken)
    {
        var content = holder.Current;
        Check(correction, content);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(number, correction, person, content, cancellationToken);
            }
            catch (Exception e) when (attempt < MostAttempts && (DatabaseFaults.IsLostRace(e) || DatabaseFaults.IsDuplicate(e)))
            {
                // A mail was logged on the ticket in the same instant: the correction is made again on what is there now.
            }
        }
    }

    private async Task<ClassificationCorrected?> TryAsync(long number, Correction correction, string person, DeskContent content, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        var book = new TicketBook();
        await book.LoadAsync(context, [], [number], cancellationToken);
        if (book.Find(number) is null)
            throw new CorrectionException("number", $"There is no ticket {TicketNumber.Format(number)}.");
        var corrected = await ApplyAsync(context, book, number, correction, person, content, cancellationToken);
        if (corrected is null)
            return null;
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return corrected;
    }

    /// <summary>The same within a transaction of the caller's, who saves and commits.</summary>
    /// <param name="book">Has the ticket loaded, and then the corrected one.</param>
    /// <exception cref="CorrectionException">There is no such team, category, type or priority.</exception>
    internal Task<ClassificationCorrected?> CorrectInAsync(DeskContext context, TicketBook book, long number, Correction correction, string actor, DeskContent content, CancellationToken cancellationToken)
    {
        Check(correction, content);
        return ApplyAsync(context, book, number, correction, actor, content, cancellationToken);
    }

    private async Task<ClassificationCorrected?> ApplyAsync(DeskContext context, TicketBook book, long number, Correction correction, string person, DeskContent content, CancellationToken cancellationToken)
    {
        var ticket = book.Continue(number);
        if (Changes(ticket.State.Classification, correction) is not { } changes)
            return null;
        var corrected = new ClassificationCorrected(changes.Before, changes.After) { At = time.GetUtcNow(), Actor = person };
        ticket.Append(corrected);
        if (changes.After.Team is not null && TicketAssignment.NeedsAnother(ticket.State, content))
            TicketAssignment.Reassign(ticket, content, await Workload.ReadAsync(context, corrected.At, cancellationToken), corrected.At, person);
        if (changes.After.Priority is not null && ticket.State.Policy is not null)
            await PromiseAsync(context, ticket, number, person, content, cancellationToken);
        book.Keep(ticket);
        book.WriteTo(context);
        return corrected;
    }

    /// <summary>The due times follow the priority, counted over the whole history.</summary>
    private static async Task PromiseAsync(DeskContext context, TicketDraft ticket, long number, string person, DeskContent content, CancellationToken cancellationToken)
    {
        var stored = await context.TicketEvents.AsNoTracking().Where(x => x.TicketNumber == number).OrderBy(x => x.Sequence).Select(x => x.Data).ToListAsync(cancellationToken);
        var history = stored.Select(TicketEventJson.Read).Concat(ticket.NewEvents).ToList();
        var book = content.ServiceLevels.Book;
        var at = ticket.NewEvents[^1].At;
        try
        {
            var clocks = new SlaCalculator(book).State(SlaFacts.Of(history), at);
            var policy = book.FindPolicy(ticket.State.Policy!) ?? book.Default;
            var priority = SetServiceLevel.PriorityOf(ticket.State.Classification.Priority);
            ticket.Append(new ServiceLevelSet(policy.Name, policy.CalendarFor(priority).Name, clocks.FirstResponse?.Due, clocks.Resolution?.Due) { At = at, Actor = person });
        }
        catch (SlaException)
        {
            // The policy the ticket was promised under is gone: the old promise stays as it was made.
        }
    }

    private static (TicketClassification Before, TicketClassification After)? Changes(TicketClassification now, Correction correction)
    {
        var (type, category, priority, team) = (
            New(now.Type, correction.Type), New(now.Category, correction.Category), New(now.Priority, correction.Priority), New(now.Team, correction.Team));
        if (type is null && category is null && priority is null && team is null)
            return null;
        return (
            new TicketClassification
            {
                Type = type is null ? null : now.Type,
                Category = category is null ? null : now.Category,
                Priority = priority is null ? null : now.Priority,
                Team = team is null ? null : now.Team,
            },
            new TicketClassification { Type = type, Category = category, Priority = priority, Team = team });

        static string? New(string? now, string? wanted) => string.IsNullOrWhiteSpace(wanted) || wanted == now ? null : wanted;
    }

    private static void Check(Correction correction, DeskContent content)
    {
        Require("type", correction.Type, StandardOutcomes.Type.Values);
        Require("priority", correction.Priority, StandardOutcomes.Priority.Values);
        Require("team", correction.Team, [.. content.Teams.Keys.Order(StringComparer.Ordinal)]);

        // Without a tree any category may be given, as any rule may give it.
        if (content.RuleBook.Categories.All is { Count: > 0 } categories)
            Require("category", correction.Category, [.. categories.Select(c => c.Path)]);
    }

    private static void Require(string what, string? value, IReadOnlyList<string> known)
    {
        if (!string.IsNullOrWhiteSpace(value) && !known.Contains(value, StringComparer.Ordinal))
            throw new CorrectionException(what, $"There is no {what} '{value}'; there are {string.Join(", ", known)}.");
    }
}

/// <summary>What a person wants to be different; null or blank: as it is. A mistyped name is refused: the correction would silently not be made.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Correction(string? Type = null, string? Category = null, string? Priority = null, string? Team = null);

/// <summary>A correction that cannot be made.</summary>
/// <param name="what">What is wrong: <c>team</c>, <c>category</c> and so on, or <c>number</c>.</param>
public sealed class CorrectionException(string what, string message) : Exception(message)
{
    public string What { get; } = what;
}
