using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Automation.Server.Access;

/// <summary>
/// Who sits at this machine is signed in with the configured roles. Stands in until people sign in with a name; the desk listens on loopback only as long.
/// </summary>
internal sealed class LoopbackSignIn(IOptionsMonitor<LoopbackSignInOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<LoopbackSignInOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Loopback";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // A test host has no connection and so no address; there is no way from outside to such a request.
        if (Context.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address))
            return Task.FromResult(AuthenticateResult.NoResult());
        var identity = new ClaimsIdentity(Scheme.Name);
        identity.AddClaim(new Claim(ClaimTypes.Name, Options.PersonName));
        foreach (var role in Options.Roles)
            identity.AddClaim(new Claim(ClaimTypes.Role, role));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
    }
}

/// <summary>How the person at this machine is signed in.</summary>
internal sealed class LoopbackSignInOptions : AuthenticationSchemeOptions
{
    public string PersonName { get; set; } = Environment.UserName;

    public IReadOnlyList<string> Roles { get; set; } = [];
}
