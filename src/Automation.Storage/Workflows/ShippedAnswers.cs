using Automation.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Workflows;

/// <summary>Which state of a shipped workflow's file people have decided about; it is not offered again until the file changes.</summary>
internal static class ShippedAnswers
{
    /// <summary>SHA-256 (hex) of the file; null when nothing was decided yet.</summary>
    public static async Task<string?> FindAsync(DeskContext context, string definitionId, CancellationToken cancellationToken) =>
        (await context.InstanceSettings.AsNoTracking().FirstOrDefaultAsync(x => x.Name == NameOf(definitionId), cancellationToken))?.Value;

    /// <summary>The caller saves.</summary>
    public static async Task SetAsync(DeskContext context, string definitionId, string hash, CancellationToken cancellationToken)
    {
        if (await context.InstanceSettings.FindAsync([NameOf(definitionId)], cancellationToken) is { } known)
            known.Value = hash;
        else
            context.InstanceSettings.Add(new InstanceSetting { Name = NameOf(definitionId), Value = hash });
    }

    private static string NameOf(string definitionId) => $"shipped-workflow:{definitionId}";
}
