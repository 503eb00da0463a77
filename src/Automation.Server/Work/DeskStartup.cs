using System.Security.Cryptography;
using System.Text.Json;
using Automation.Mail.Acknowledging;
using Automation.Server.Composition;
using Automation.Stages.Content;
using Automation.Stages.Effects;
using Automation.Stages.Health;
using Automation.Stages.Log.Batches;
using Automation.Stages.People;
using Automation.Storage.Database;
using Automation.Storage.Outbox;
using Automation.Storage.People;
using Automation.Tickets.People;
using Microsoft.Extensions.Options;

namespace Automation.Server.Work;

/// <summary>Brings database and content up before the workers begin. A database that is not there yet is waited for, in words, without a restart.</summary>
internal sealed class DeskStartup(
    DeskDatabase database,
    InstanceSettings settings,
    ContentLoader content,
    ContentFolder folder,
    DirectoryStore directory,
    DirectorySync people,
    OutboxStore outbox,
    EffectWorker effects,
    ReplyAddresses replyAddresses,
    WarmUp warmUp,
    NodeIdentity node,
    NodeHold hold,
    IOptions<DeskOptions> options,
    StartGate gate,
    ProblemBoard problems,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<DeskStartup> logger) : BackgroundService
{
    private const string Problem = "start";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var attempt = 0; !stoppingToken.IsCancellationRequested; attempt++)
        {
            try
            {
                await PrepareAsync(stoppingToken);
                problems.Clear(Problem);
                gate.Open();
                await warmUp.RunAsync(stoppingToken);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (MissingContentException e)
            {
                // Missing content: waiting does not cure it.
                logger.LogCritical("{Message}", e.Message);
                Environment.ExitCode = 2;
                lifetime.StopApplication();
                return;
            }
            catch (Exception e)
            {
                var message = $"The desk cannot start yet: {e.GetBaseException().Message.TrimEnd('.')}. Mail stays in the mailbox; it is tried again by itself.";
                problems.Report(Problem, ProblemSeverity.Error, message);
                logger.LogError("{Message}", message);
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(30, 1 << Math.Min(attempt, 5))), time, stoppingToken);
            }
        }
    }

    /// <summary>Migrates the database, takes in the shipped content and makes it the content in force.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var desk = options.Value;
        await database.MigrateAsync(cancellationToken);
        await hold.TakeAsync(cancellationToken);
        replyAddresses.Use(Convert.FromBase64String(
            await settings.GetOrMakeAsync(InstanceSettings.PlusAddressKey, () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), cancellationToken)));
        var desks = desk.Desks.Select(d => new Tickets.People.Desk(d.Address.Trim().ToLowerInvariant(), d.Name, d.TimeZone, d.Language)).ToList();
        await directory.SetDesksAsync(desks, cancellationToken);
        if (string.IsNullOrWhiteSpace(desk.Graph.TenantId) && string.IsNullOrWhiteSpace(desk.DirectoryFile))
            await AddDemoDirectoryAsync(cancellationToken);
        await people.RefreshAsync(cancellationToken);
        // What a process of this name left leased is ours again. A name made up for this process has left nothing; leases of a dead one run out by themselves.
        if (node.IsKept)
        {
            await outbox.ReleaseLeasesAsync(node.Name, cancellationToken);
            await effects.ReleaseLeasesAsync(cancellationToken);
        }

        await content.LoadAsync(folder.Path, desks, desk.LoopName, Limits(desk), cancellationToken);
    }

    private async Task AddDemoDirectoryAsync(CancellationToken cancellationToken)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Demo", "directory.json");
        if (!File.Exists(file))
            return;
        await using var stream = File.OpenRead(file);
        var demo = await JsonSerializer.DeserializeAsync<DemoDirectory>(stream, Json, cancellationToken);
        await directory.AddMissingAsync(demo!.People, demo.Teams, cancellationToken);
    }

    private static AcknowledgementLimits Limits(DeskOptions desk) => AcknowledgementLimits.Default with
    {
        PerAddressInTenMinutes = desk.Acknowledgements.PerSenderInTenMinutes,
        PerAddressInDay = desk.Acknowledgements.PerSenderPerDay,
        PerPatternInDay = desk.Acknowledgements.PerPatternPerDay,
        PerDomainInHour = desk.Acknowledgements.PerDomainPerHour,
        TotalInTenMinutes = desk.Acknowledgements.TotalPerTenMinutes,
        TrustedDomains = desk.Desks.Select(d => d.Address[(d.Address.LastIndexOf('@') + 1)..].ToLowerInvariant()).ToHashSet(StringComparer.OrdinalIgnoreCase),
    };

    private sealed record DemoDirectory(IReadOnlyList<Person> People, IReadOnlyList<Team> Teams);
}
