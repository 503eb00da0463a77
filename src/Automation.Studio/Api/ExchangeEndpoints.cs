using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Automation.Storage.Workflows;
using Automation.Studio.Wire;
using Automation.Workflows.Definitions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Automation.Studio.Api;

/// <summary>Definitions as files: one as JSON, many as a zip, in and out without loss.</summary>
internal static class ExchangeEndpoints
{
    /// <summary>Bytes of one file, unpacked.</summary>
    private const int MaxFile = 16 * 1024 * 1024;

    private const int MaxFiles = 500;

    public static void MapExchange(this IEndpointRouteBuilder api)
    {
        api.MapMethods("workflow-definitions/{definitionId}/export", ["GET", "POST"], ExportAsync);
        api.MapPost("bulk-actions/export/workflow-definitions", ExportManyAsync);
        api.MapPost("workflow-definitions/import", ImportAsync).ForOwners();
        api.MapPut("workflow-definitions/{definitionId}/import", ImportAsync).ForOwners();
        api.MapPost("workflow-definitions/import-files", ImportFilesAsync).ForOwners();
    }

    private static async Task<IResult> ExportAsync(string definitionId, string? versionOptions, bool? includeConsumingWorkflows, DefinitionQueries queries, CancellationToken token)
    {
        if (await queries.FindAsync(definitionId, VersionWords.Read(versionOptions), token) is not { } definition)
            return Results.NotFound();
        var consumers = includeConsumingWorkflows == true ? await ConsumersAsync([definition], queries, token) : [];
        return consumers.Count > 0
            ? await ZippedAsync([definition, .. consumers], token)
            : Results.File(Encoding.UTF8.GetBytes(definition.Write(indented: true)), "application/json", FileNameOf(definition));
    }

    private static async Task<IResult> ExportManyAsync(ExportBody body, DefinitionQueries queries, CancellationToken token)
    {
        var found = await queries.ManyAsync(body.Ids.Given("ids"), token);
        if (found.Count == 0)
            return Results.NotFound();
        return await ZippedAsync(body.IncludeConsumingWorkflows == true ? [.. found, .. await ConsumersAsync(found, queries, token)] : found, token);
    }

    /// <summary>The latest versions of the workflows that use these and are not among them.</summary>
    private static async Task<IReadOnlyList<WorkflowDefinition>> ConsumersAsync(IReadOnlyList<WorkflowDefinition> used, DefinitionQueries queries, CancellationToken token)
    {
        var taken = used.Select(d => d.DefinitionId).ToHashSet(StringComparer.Ordinal);
        var consumers = new List<WorkflowDefinition>();
        foreach (var definition in used)
        {
            foreach (var id in (await queries.ConsumersAsync(definition.DefinitionId, token)).Where(taken.Add))
            {
                if (await queries.FindAsync(id, new VersionChoice(Latest: true), token) is { } consumer)
                    consumers.Add(consumer);
            }
        }

        return consumers;
    }

    private static async Task<IResult> ImportAsync(JsonElement body, HttpContext http, DefinitionLibrary library, DefinitionReading reading, CancellationToken token)
    {
        var saved = await library.ImportAsync(DefinitionJson.Read(body).Content, publish: false, http.User.NameOf(), token);
        return Results.Ok(await reading.JsonOfAsync(saved.Definition, true, token));
    }

    private static async Task<IResult> ImportFilesAsync(HttpContext http, DefinitionLibrary library, CancellationToken token)
    {
        if (!http.Request.HasFormContentType)
            return Results.Problem("Send the files as multipart/form-data.", statusCode: StatusCodes.Status400BadRequest, title: "No files.");
        var definitions = new List<(string Name, WorkflowDefinition Definition)>();
        foreach (var file in (await http.Request.ReadFormAsync(token)).Files)
        {
            await using var stream = file.OpenReadStream();
            if (file.FileName.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
                definitions.AddRange(await UnzipAsync(file.FileName, stream, token));
            else
                definitions.Add((file.FileName, await ReadAsync(file.FileName, stream, token)));
        }

        await library.ImportAsync(definitions, http.User.NameOf(), token);
        return Results.Ok(new { definitions.Count });
    }

    private static async Task<List<(string Name, WorkflowDefinition Definition)>> UnzipAsync(string name, Stream stream, CancellationToken token)
    {
        try
        {
            await using var zip = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Read, leaveOpen: false, entryNameEncoding: null, token);
            var entries = zip.Entries.Where(e => e.FullName.EndsWith(".json", StringComparison.OrdinalIgnoreCase)).ToList();
            if (entries.Count > MaxFiles)
                throw new ArgumentException($"{name} holds {entries.Count} workflows; {MaxFiles} are taken at once.");
            var definitions = new List<(string Name, WorkflowDefinition Definition)>();
            foreach (var entry in entries)
            {
                await using var content = await entry.OpenAsync(token);
                definitions.Add(($"{name}: {entry.FullName}", await ReadAsync($"{name}: {entry.FullName}", content, token)));
            }

            return definitions;
        }
        // What is shorter than a zip can be is told as a position that is out of range.
        catch (Exception e) when (e is InvalidDataException or ArgumentOutOfRangeException or EndOfStreamException)
        {
            throw new ArgumentException($"{name} is no zip file that can be read.", e);
        }
    }

    private static async Task<WorkflowDefinition> ReadAsync(string name, Stream stream, CancellationToken token)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = await stream.ReadAsync(buffer, token)) > 0)
        {
            if (bytes.Length + read > MaxFile)
                throw new ArgumentException($"{name} is larger than {MaxFile / 1024 / 1024} MB.");
            bytes.Write(buffer, 0, read);
        }

        try
        {
            return WorkflowDefinition.Parse(bytes.ToArray());
        }
        catch (WorkflowDefinitionException e)
        {
            throw new WorkflowDefinitionException([.. e.Problems.Select(p => p with { Message = $"{name}: {p.Message}" })], e);
        }
    }

    private static async Task<IResult> ZippedAsync(IReadOnlyList<WorkflowDefinition> definitions, CancellationToken token)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.OrdinalIgnoreCase);
        foreach (var definition in definitions)
        {
            var name = FileNameOf(definition);
            files.TryAdd(files.ContainsKey(name) ? $"{Path.GetFileNameWithoutExtension(name)}-{definition.Id}.json" : name, Encoding.UTF8.GetBytes(definition.Write(indented: true)));
        }

        return Results.File(await ZipBytes.OfAsync(files, token), "application/zip", "workflow-definitions.zip");
    }

    private static string FileNameOf(WorkflowDefinition definition)
    {
        var name = string.Concat((definition.Name.Length > 0 ? definition.Name : definition.DefinitionId).ToLowerInvariant().Select(c => char.IsLetterOrDigit(c) ? c : '-'));
        return $"workflow-definition-{name}.json";
    }

    private sealed record ExportBody(string[]? Ids, bool? IncludeConsumingWorkflows);
}
