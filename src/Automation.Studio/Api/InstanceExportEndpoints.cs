using System.Text.Json;
using System.Text.Json.Serialization;
using Automation.Storage.Workflows;
using Automation.Studio.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Automation.Studio.Api;

/// <summary>
/// Instances as files, to look at elsewhere or to keep beyond their retention: one as JSON, many as a zip. There is no way back in: timers, effects and tickets that
/// belong to an instance are not in its file, and an instance without them would wait for ever.
/// </summary>
internal static class InstanceExportEndpoints
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    public static void MapInstanceExport(this IEndpointRouteBuilder api)
    {
        api.MapGet("workflow-instances/{id}/export", async (string id, bool? includeBookmarks, bool? includeActivityExecutionLog, bool? includeWorkflowExecutionLog, InstanceViews views, CancellationToken token) =>
            await FileAsync(id, new Parts(includeBookmarks, includeActivityExecutionLog, includeWorkflowExecutionLog), views, token) is { } file
                ? Results.File(file, "application/json", NameOf(id))
                : Results.NotFound());
        api.MapPost("bulk-actions/export/workflow-instances", ExportManyAsync);
    }

    private static async Task<IResult> ExportManyAsync(ManyBody body, InstanceViews views, CancellationToken token)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var id in body.Ids.Given("ids").Distinct())
        {
            if (await FileAsync(id, new Parts(body.IncludeBookmarks, body.IncludeActivityExecutionLog, body.IncludeWorkflowExecutionLog), views, token) is { } file)
                files[NameOf(id)] = file;
        }

        return files.Count == 0 ? Results.NotFound() : Results.File(await ZipBytes.OfAsync(files, token), "application/zip", "workflow-instances.zip");
    }

    private static async Task<byte[]?> FileAsync(string id, Parts parts, InstanceViews views, CancellationToken token)
    {
        if (await views.FindAsync(id, token) is not { } state)
            return null;
        var all = parts.Activities == true ? (await views.RecordsAsync(id, token)).ToDictionary(r => r.Id) : null;
        var journal = parts.Journal == true ? await views.JournalAsync(id, token) : null;
        // The four outer names are written with capitals in Elsa's files, all others without.
        return JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, object?>
            {
                ["WorkflowState"] = InstanceJson.StateOf(state),
                ["Bookmarks"] = parts.Bookmarks == true ? state.Bookmarks.Select(InstanceJson.Of) : null,
                ["ActivityExecutionRecords"] = all?.Values.Select(r => InstanceJson.Of(r, id, all)),
                ["WorkflowExecutionLogRecords"] = journal?.Select(e => InstanceJson.Of(e, id)),
            },
            Readable);
    }

    private static string NameOf(string id) => $"workflow-instance-{id}.json";

    private sealed record Parts(bool? Bookmarks, bool? Activities, bool? Journal);

    private sealed record ManyBody(string[]? Ids, bool? IncludeBookmarks, bool? IncludeActivityExecutionLog, bool? IncludeWorkflowExecutionLog);
}
