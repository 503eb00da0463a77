using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Database;

/// <summary>A small value that is the same for all nodes of a database. Most are made once, at the first start.</summary>
public sealed class InstanceSetting
{
    public required string Name { get; set; }
    public required string Value { get; set; }
}

/// <summary>Reads values that are made once, making them when they are missing.</summary>
public sealed class InstanceSettings(DeskDatabase database)
{
    /// <summary>Signs reply addresses (base64). A secret; never logged.</summary>
    public const string PlusAddressKey = "plus-address-key";

    public async Task<string> GetOrMakeAsync(string name, Func<string> make, CancellationToken cancellationToken)
    {
        if (await FindAsync(name, cancellationToken) is { } known)
            return known;
        await using var context = database.Open();
        await using var transaction = await database.Dialect.BeginWriteAsync(context, cancellationToken);
        context.InstanceSettings.Add(new InstanceSetting { Name = name, Value = make() });
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Another node made it in the same instant; its value counts.
        }

        return await FindAsync(name, cancellationToken)
            ?? throw new InvalidOperationException($"The setting '{name}' could not be stored.");
    }

    private async Task<string?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var context = database.Open();
        return await context.InstanceSettings.AsNoTracking().Where(x => x.Name == name).Select(x => x.Value).FirstOrDefaultAsync(cancellationToken);
    }
}
