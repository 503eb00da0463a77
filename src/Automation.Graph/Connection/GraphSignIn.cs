using System.Security.Cryptography.X509Certificates;

namespace Automation.Graph.Connection;

/// <summary>How the application proves who it is. Certificates or managed identities are better than secrets, which expire unnoticed.</summary>
public abstract record GraphSignIn
{
    private GraphSignIn()
    {
    }

    /// <param name="Certificate">With its private key.</param>
    public sealed record ClientCertificate(string TenantId, string ClientId, X509Certificate2 Certificate) : GraphSignIn;

    public sealed record ClientSecret(string TenantId, string ClientId, string Secret) : GraphSignIn
    {
        /// <summary>Without the secret, so that it cannot reach a log.</summary>
        public override string ToString() => $"ClientSecret {{ TenantId = {TenantId}, ClientId = {ClientId} }}";
    }

    /// <param name="ClientId">Of a user-assigned identity; null for the system-assigned one.</param>
    public sealed record ManagedIdentity(string? ClientId = null) : GraphSignIn;

    /// <summary>Kubernetes workload identity. What is null comes from AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE.</summary>
    public sealed record WorkloadIdentity(string? TenantId = null, string? ClientId = null, string? TokenFile = null) : GraphSignIn;

    /// <summary>A fixed token, for the mailbox emulator only: refused for any address but a loopback one.</summary>
    public sealed record FixedToken(string Token) : GraphSignIn
    {
        public override string ToString() => "FixedToken";
    }
}
