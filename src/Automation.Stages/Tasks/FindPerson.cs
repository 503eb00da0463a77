using Automation.Stages.Effects;
using Automation.Workflows.Values;
using Microsoft.EntityFrameworkCore;

namespace Automation.Stages.Tasks;

/// <summary><c>person.find</c>: what the directory knows of an <c>address</c>. Result: <c>known</c>, and if so name, department, location, organisation, language, time zone, VIP or not, tags.</summary>
public sealed class FindPerson : IDeskTask
{
    public string Name => "person.find";

    public async ValueTask<object?> RunAsync(DeskTaskContext context, ValueMap payload, CancellationToken cancellationToken)
    {
        var address = payload.Require("address").ToLowerInvariant();
        if (await context.Database.People.AsNoTracking().FirstOrDefaultAsync(x => x.Address == address, cancellationToken) is not { } row)
            return new ValueMap { ["address"] = address, ["known"] = false };
        var person = row.ToPerson();
        return new ValueMap
        {
            ["address"] = address,
            ["known"] = true,
            ["name"] = person.Name,
            ["department"] = person.Department,
            ["location"] = person.Location,
            ["organisation"] = person.Organisation,
            ["language"] = person.Language,
            ["timeZone"] = person.TimeZone,
            ["isVip"] = person.IsVip,
            ["tags"] = (person.Tags ?? []).Select(object? (tag) => tag).ToList(),
        };
    }
}
