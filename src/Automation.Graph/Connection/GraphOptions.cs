using Automation.Graph.Requests;

namespace Automation.Graph.Connection;

/// <summary>One connection to Microsoft 365 for all desks of one application registration.</summary>
public sealed record GraphOptions
{
    public required GraphSignIn SignIn { get; init; }

    public GraphCloud Cloud { get; init; }

    /// <summary>Root of the API with its version, e.g. <c>http://127.0.0.1:5090/v1.0</c> for the emulator; null for the cloud's own. Plain http only on loopback.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>Rows asked for in a page of changes, 1 to 1,000; the service may give fewer.</summary>
    public int PageSize { get; init; } = 200;

    /// <summary>Written in the X-HelpDesk-Loop header of what we send, to know our own mail when it comes back.</summary>
    public string InstanceName { get; init; } = "helpdesk";

    public GateLimits Limits { get; init; } = new();

    /// <summary>For one request until its whole answer is here. Waits for our turn do not count.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The same for a batch, whose answers are small: it holds places of its mailbox.</summary>
    public TimeSpan BatchTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait inside a call for a throttled mailbox; a longer one is thrown as <see cref="Mail.Mailboxes.MailboxFault.Unavailable"/> with its time, so that no worker hangs unseen.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Tries of a request that may be repeated, the first included.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>A raw message longer than this is kept only up to here. 45 MB holds the largest message that a default Exchange mailbox takes (35 MB) with its encoding.</summary>
    public long MaxMimeBytes { get; init; } = 45 * 1024 * 1024;

    /// <summary>Bytes of attachments fetched in one look at many mails; the mails beyond it are put off. A single mail may exceed it.</summary>
    public long MaxLookBytes { get; init; } = 64 * 1024 * 1024;

    internal Uri Root => BaseUrl ?? new Uri(Cloud.Graph(), "/v1.0");

    internal void Check()
    {
        if (!Root.IsAbsoluteUri || (Root.Scheme != Uri.UriSchemeHttps && !(Root.Scheme == Uri.UriSchemeHttp && Root.IsLoopback)))
            throw new ArgumentException($"The Graph address {Root} must be https; plain http is only for an emulator on this machine.");
        if (SignIn is GraphSignIn.FixedToken && !Root.IsLoopback)
            throw new ArgumentException($"A fixed token is only for an emulator on this machine, not for {Root}. Configure a certificate, a managed identity or a client secret.");
        if (PageSize is < 1 or > 1000)
            throw new ArgumentException("The page size must be between 1 and 1,000.");
        if (Attempts < 1)
            throw new ArgumentException("At least one attempt is needed.");
    }
}
