using System.Security.Claims;
using Automation.Stages.Access;
using Automation.Workflows.Definitions;
using Automation.Workflows.Runtime;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Studio.Api;

/// <summary>Who may do what with workflows, and how a refused call is answered so that Studio can show why.</summary>
internal static class StudioAccess
{
    public static async Task<bool> MayWriteAsync(this HttpContext http) =>
        (await http.RequestServices.GetRequiredService<IAuthorizationService>().AuthorizeAsync(http.User, AccessPolicies.ProcessOwners)).Succeeded;

    public static string NameOf(this ClaimsPrincipal person) => person.Identity?.Name ?? "unknown";

    /// <summary>Only for process owners.</summary>
    public static TBuilder ForOwners<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.RequireAuthorization(AccessPolicies.ProcessOwners);

    /// <summary>Answers what the library refuses as a problem that names the place, not as a fault of ours.</summary>
    public static async ValueTask<object?> ExplainAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (WorkflowDefinitionException e)
        {
            return Results.ValidationProblem(
                e.Problems.GroupBy(p => p.ActivityId ?? p.Path).ToDictionary(g => g.Key, g => g.Select(p => p.ToString()).ToArray()),
                title: "The workflow cannot be used as it is.", detail: e.Message);
        }
        catch (System.Text.Json.JsonException e)
        {
            var words = e.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0];
            return Results.Problem(e.LineNumber is { } line ? $"Line {line + 1}, byte {e.BytePositionInLine + 1}: {words}" : words, statusCode: StatusCodes.Status400BadRequest, title: "That is not JSON.");
        }
        catch (VariableValueException e)
        {
            return Results.ValidationProblem(new Dictionary<string, string[]> { [e.Variable] = [e.Message] }, title: "A value cannot be used.", detail: e.Message);
        }
        catch (ArgumentException e)
        {
            // .NET puts the name of a parameter behind the sentence.
            return Results.Problem(e.Message.Split(" (Parameter '")[0], statusCode: StatusCodes.Status400BadRequest, title: "A value cannot be used.");
        }
        catch (Automation.Workflows.Execution.WorkflowNotFoundException e)
        {
            return Results.Problem(e.Message, statusCode: StatusCodes.Status404NotFound, title: "Not found.");
        }
        catch (InvalidOperationException e)
        {
            return Results.Problem(e.Message, statusCode: StatusCodes.Status409Conflict, title: "Not possible now.");
        }
    }

    /// <summary>What a body must have.</summary>
    /// <exception cref="ArgumentException">It has not; answered as a bad request.</exception>
    public static T Given<T>(this T? value, string name) where T : class => value ?? throw new ArgumentException($"The body has no '{name}'.");

    /// <summary>How many come before a page, however far away it is.</summary>
    public static int Skip(int? page, int pageSize) => (int)Math.Min(int.MaxValue, Math.Max(0L, page ?? 0) * pageSize);

    public static object ErrorOf(DefinitionProblem problem) => new { Message = problem.ToString(), problem.ActivityId };
}
