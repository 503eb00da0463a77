using System.Security.Claims;
using Automation.Desk.Frame;
using Automation.Desk.Inbox;
using Automation.Desk.Live;
using Automation.Desk.Reading;
using Automation.Desk.Workflows;
using Automation.Stages.Access;
using Automation.Stages.RuleBook;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace Automation.Desk;

/// <summary>The pages of the desk, for the host to add. They read the database through the host's query services.</summary>
public static class DeskPages
{
    private const string AssetsManifest = "Automation.Server.staticwebassets.endpoints.json";

    /// <summary>Bytes: room for the largest text that a page takes, the mail to try. Of one character JSON in UTF-8 makes six bytes at most.</summary>
    private const long LargestMessage = (6L * RuleTrials.LongestMail) + (64 * 1024);

    /// <summary>Adds what the pages need.</summary>
    /// <param name="designer">Whether there is a designer for workflows.</param>
    public static IServiceCollection AddDeskPages(this IServiceCollection services, Func<IServiceProvider, WorkflowDesigner> designer)
    {
        services.AddSingleton(designer);
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(o => o.MaximumReceiveMessageSize = LargestMessage);
        services.AddLocalization();
        services.AddMudServices();
        services.AddScoped<Reader>();
        services.AddScoped<RuleBook.OutcomeNames>();
        services.AddSingleton<BeatReader>();
        services.AddSingleton<DeskPulse>();
        services.AddSingleton<InboxTallies>();
        services.AddSingleton<RuleBook.RuleProposals>();
        return services;
    }

    /// <summary>Adds the security headers, the files of the pages and the pages. Call after the middleware that every request needs, before or after the API.</summary>
    public static void MapDeskPages(this WebApplication app)
    {
        app.Use(SecurityHeaders.AddAsync);
        app.UseAntiforgery();

        // The manifest brings compression and validators; where a test host has none, the plain files do.
        var manifest = Path.Combine(AppContext.BaseDirectory, AssetsManifest);
        if (File.Exists(manifest))
            app.MapStaticAssets(manifest);
        else
            app.UseStaticFiles();

        // Studio is WebAssembly with a runtime of its own, so its page is rendered once and is not part of the desk's live pages.
        app.MapGet("/workflows/{**rest}", async (WorkflowDesigner designer, IAuthorizationService access, ClaimsPrincipal person) =>
            new RazorComponentResult<WorkflowsDocument>(new Dictionary<string, object?>
            {
                [nameof(WorkflowsDocument.IsInstalled)] = designer.IsInstalled,
                [nameof(WorkflowsDocument.MayWrite)] = (await access.AuthorizeAsync(person, AccessPolicies.ProcessOwners)).Succeeded,
            }));
        app.MapGet("/api/{**rest}", (string rest) => Results.Problem($"There is nothing at /api/{rest}.", statusCode: StatusCodes.Status404NotFound, title: "Not found."));
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = "'none'");
    }
}
