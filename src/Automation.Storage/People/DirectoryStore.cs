using Automation.Storage.Database;
using Automation.Tickets.People;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.People;

/// <summary>People, teams and desks.</summary>
public sealed class DirectoryStore(DeskDatabase database, TimeProvider time)
{
    /// <summary>Adds those not there yet; what an administrator has changed stays.</summary>
    public async Task AddMissingAsync(IReadOnlyList<Person> people, IReadOnlyList<Team> teams, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        await database.Dialect.HoldContentAsync(context, cancellationToken);
        var addresses = people.Select(p => p.Address).ToList();
        var knownPeople = await context.People.Where(x => addresses.Contains(x.Address)).ToDictionaryAsync(x => x.Address, cancellationToken);
        foreach (var person in people)
        {
            if (knownPeople.TryGetValue(person.Address, out var known))
            {
                // Known only from a mail so far: now we know who it is.
                if (!known.IsRegistered)
                    Fill(known, person);
            }
            else
            {
                var row = new PersonRow { Address = person.Address, CreatedAt = time.GetUtcNow() };
                Fill(row, person);
                context.People.Add(row);
            }
        }

        var knownTeams = await context.Teams.Select(x => x.Key).ToListAsync(cancellationToken);
        context.Teams.AddRange(teams.Where(t => !knownTeams.Contains(t.Key)).Select(t => new TeamRow { Key = t.Key, Name = t.Name, Members = string.Join('\n', t.Members) }));
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Makes these people and teams as they are here; whom it does not name stays as they are.</summary>
    public async Task SetAsync(IReadOnlyList<Person> people, IReadOnlyList<Team> teams, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        await database.Dialect.HoldContentAsync(context, cancellationToken);
        foreach (var some in people.Chunk(500))
        {
            var addresses = some.Select(p => p.Address).ToList();
            var known = await context.People.Where(x => addresses.Contains(x.Address)).ToDictionaryAsync(x => x.Address, cancellationToken);
            foreach (var person in some)
            {
                if (!known.TryGetValue(person.Address, out var row))
                {
                    row = new PersonRow { Address = person.Address, CreatedAt = time.GetUtcNow() };
                    context.People.Add(row);
                }

                Fill(row, person);
            }
        }

        var knownTeams = await context.Teams.ToDictionaryAsync(x => x.Key, cancellationToken);
        foreach (var team in teams)
        {
            if (!knownTeams.TryGetValue(team.Key, out var row))
                context.Teams.Add(row = new TeamRow { Key = team.Key, Name = team.Name });
            (row.Name, row.Members) = (team.Name, string.Join('\n', team.Members));
        }

        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Makes the stored desks equal to the configured ones; desks no longer configured stay, their tickets need them.</summary>
    public async Task SetDesksAsync(IReadOnlyList<Desk> desks, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        await database.Dialect.HoldContentAsync(context, cancellationToken);
        var known = await context.Desks.ToDictionaryAsync(x => x.Address, cancellationToken);
        foreach (var desk in desks)
        {
            if (!known.TryGetValue(desk.Address, out var row))
            {
                row = new DeskRow { Address = desk.Address, Name = desk.Name, TimeZone = desk.TimeZone, Language = desk.Language };
                context.Desks.Add(row);
            }

            row.Name = desk.Name;
            row.TimeZone = desk.TimeZone;
            row.Language = desk.Language;
        }

        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyDictionary<string, Team>> TeamsAsync(CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.Teams.AsNoTracking()
            .ToDictionaryAsync(x => x.Key, x => new Team(x.Key, x.Name, x.Members.Split('\n', StringSplitOptions.RemoveEmptyEntries)), cancellationToken);
    }

    private static void Fill(PersonRow row, Person person)
    {
        row.Name = person.Name;
        row.Department = person.Department;
        row.Location = person.Location;
        row.Organisation = person.Organisation;
        row.Language = person.Language;
        row.TimeZone = person.TimeZone;
        row.IsVip = person.IsVip;
        row.Tags = string.Join('\n', person.Tags ?? []);
        row.IsRegistered = true;
    }
}
