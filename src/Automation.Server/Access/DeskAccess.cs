using Automation.Server.Composition;
using Automation.Stages.Access;

namespace Automation.Server.Access;

/// <summary>Sign-in and the policies of <see cref="AccessPolicies"/>.</summary>
internal static class DeskAccess
{
    /// <exception cref="ArgumentException">A configured role does not exist; the message names the roles.</exception>
    public static void AddDeskAccess(this IServiceCollection services, DeskOptions options)
    {
        var roles = RolesOf(options);
        services.AddAuthentication(LoopbackSignIn.SchemeName)
            .AddScheme<LoopbackSignInOptions, LoopbackSignIn>(LoopbackSignIn.SchemeName, o => o.Roles = roles);
        services.AddAuthorizationBuilder()
            .AddPolicy(AccessPolicies.Operators, p => p.RequireRole(DeskRoles.All))
            .AddPolicy(AccessPolicies.ProcessOwners, p => p.RequireRole(DeskRoles.ProcessOwner))
            .AddPolicy(AccessPolicies.RulesAdministrators, p => p.RequireRole(DeskRoles.RulesAdministrator));
        services.AddCascadingAuthenticationState();
    }

    private static string[] RolesOf(DeskOptions options)
    {
        if (options.Access.LocalRoles is not { } configured)
            return [.. DeskRoles.All];
        var wanted = configured.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Array.ConvertAll(wanted, role => DeskRoles.All.FirstOrDefault(r => r.Equals(role, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"Automation:Access:LocalRoles contains '{role}', which is no role; use some of {string.Join(", ", DeskRoles.All)}, or leave it empty for a reader."));
    }
}
