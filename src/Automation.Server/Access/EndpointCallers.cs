using System.Security.Claims;
using Automation.Workflows.Activities.Http;
using Microsoft.AspNetCore.Authorization;

namespace Automation.Server.Access;

/// <summary>Whether who calls an HTTP endpoint of a workflow meets what it demands, by the desk's own sign-in and policies.</summary>
internal sealed class EndpointCallers(IAuthorizationPolicyProvider policies, IAuthorizationService authorization)
{
    /// <returns>False for a policy there is none of, too.</returns>
    public async ValueTask<bool> MeetsAsync(ClaimsPrincipal caller, EndpointDemand demand)
    {
        if (!HasSignedIn(caller))
            return false;
        if (demand.Policy is not { } name)
            return true;
        return await policies.GetPolicyAsync(name) is { } policy && (await authorization.AuthorizeAsync(caller, resource: null, policy)).Succeeded;
    }

    public static bool HasSignedIn(ClaimsPrincipal caller) => caller.Identity is { IsAuthenticated: true };
}
