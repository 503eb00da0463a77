using Automation.Stages.Health;
using Automation.Storage.Workflows;
using Automation.Studio.Api;
using Automation.Studio.Live;
using Automation.Studio.Package;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Studio;

/// <summary>What Elsa Studio needs of its server: its own files and the REST contract, for the host to add.</summary>
public static class StudioApi
{
    public static IServiceCollection AddStudio(this IServiceCollection services)
    {
        services.AddSingleton(_ => StudioPackage.Find());
        services.AddSingleton<DefinitionReading>();
        services.AddSingleton<DropDowns>();
        services.AddSignalR();
        services.AddSingleton(s => new LiveInstances(s.GetRequiredService<InstanceViews>(), s.GetRequiredService<IHubContext<WorkflowInstanceHub>>(), s.GetRequiredService<DeskSignals>()));
        return services;
    }

    /// <summary>Adds files, API and the hub of live pictures. Call after authentication and before the pages. Writing needs the policy of process owners.</summary>
    public static void MapStudio(this WebApplication app)
    {
        app.UseStudioFiles();
        app.MapHub<WorkflowInstanceHub>("/elsa/hubs/workflow-instance");
        var api = app.MapGroup("/elsa/api");
        api.AddEndpointFilter(StudioAccess.ExplainAsync);
        api.MapDefinitions();
        api.MapBulk();
        api.MapExchange();
        api.MapRuns();
        api.MapInstances();
        api.MapInstanceExport();
        api.MapGraphs();
        api.MapDescriptors();
        api.MapScripting();
        api.MapTrials();
        api.MapFallback("{**rest}", (string rest) => Results.Problem($"There is nothing at /elsa/api/{rest}.", statusCode: StatusCodes.Status404NotFound, title: "Not found."));
    }
}
