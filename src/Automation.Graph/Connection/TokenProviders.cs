using Azure.Core;
using Azure.Identity;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Authentication.Azure;

namespace Automation.Graph.Connection;

internal static class TokenProviders
{
    public static IAccessTokenProvider For(GraphOptions options)
    {
        if (options.SignIn is GraphSignIn.FixedToken fixedToken)
            return new FixedTokenProvider(fixedToken.Token, options.Root.Host);

        var cloud = options.Cloud;
        // The token is for the cloud's own Graph and is given to that host only: a link in an answer cannot lead it elsewhere.
        return new AzureIdentityAccessTokenProvider(
            Credential(options.SignIn, cloud.Login()),
            [options.Root.Host],
            observabilityOptions: null,
            isCaeEnabled: true,
            scopes: [new Uri(cloud.Graph(), "/.default").ToString()]);
    }

    private static TokenCredential Credential(GraphSignIn signIn, Uri authority) => signIn switch
    {
        GraphSignIn.ClientCertificate c => new ClientCertificateCredential(
            c.TenantId, c.ClientId, c.Certificate, new ClientCertificateCredentialOptions { AuthorityHost = authority }),
        GraphSignIn.ClientSecret s => new ClientSecretCredential(
            s.TenantId, s.ClientId, s.Secret, new ClientSecretCredentialOptions { AuthorityHost = authority }),
        GraphSignIn.ManagedIdentity m => new ManagedIdentityCredential(
            m.ClientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(m.ClientId)),
        GraphSignIn.WorkloadIdentity w => new WorkloadIdentityCredential(WorkloadOptions(w, authority)),
        _ => throw new ArgumentException($"Unknown kind of sign-in {signIn.GetType().Name}."),
    };

    private static WorkloadIdentityCredentialOptions WorkloadOptions(GraphSignIn.WorkloadIdentity workload, Uri authority)
    {
        var options = new WorkloadIdentityCredentialOptions { AuthorityHost = authority };
        if (workload.TenantId is not null)
            options.TenantId = workload.TenantId;
        if (workload.ClientId is not null)
            options.ClientId = workload.ClientId;
        if (workload.TokenFile is not null)
            options.TokenFilePath = workload.TokenFile;
        return options;
    }

    private sealed class FixedTokenProvider(string token, string host) : IAccessTokenProvider
    {
        public AllowedHostsValidator AllowedHostsValidator { get; } = new([host]);

        public Task<string> GetAuthorizationTokenAsync(Uri uri, Dictionary<string, object>? additionalAuthenticationContext = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(AllowedHostsValidator.IsUrlHostValid(uri) ? token : "");
    }
}
