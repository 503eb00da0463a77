using System.Diagnostics.Metrics;
using Automation.Graph.Connection;
using Automation.Graph.Reading;
using Automation.Graph.Requests;
using Automation.Graph.Sending;
using Automation.Graph.Subscriptions;
using Automation.Mail.Mailboxes;
using Automation.Mail.Sending;

namespace Automation.Graph;

/// <summary>The mailboxes of one application registration in Microsoft 365. One per process, since the gate must see all requests. Thread-safe.</summary>
public sealed class GraphMailbox : IDisposable
{
    private readonly GraphConnection _connection;

    /// <param name="random">For the jitter of pauses; <see cref="Random.Shared"/> when null.</param>
    /// <param name="transport">The network; null for the real one.</param>
    /// <exception cref="ArgumentException">The options contradict themselves; the message says what to change.</exception>
    public GraphMailbox(GraphOptions options, TimeProvider time, Random? random = null, IMeterFactory? meters = null, HttpMessageHandler? transport = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Gate = new RequestGate(options.Limits, time, random ?? Random.Shared);
        Counts = new RequestCounts(meters);
        _connection = new GraphConnection(options, Gate, Counts, time, transport);
        Source = new GraphMailSource(_connection);
        Sender = new GraphMailSender(_connection);
        Drafts = new GraphDraftFolder(_connection);
        Subscriptions = new GraphSubscriptions(_connection);
    }

    public IMailSource Source { get; }

    public IMailSender Sender { get; }

    public IDraftFolder Drafts { get; }

    public GraphSubscriptions Subscriptions { get; }

    public RequestGate Gate { get; }

    public RequestCounts Counts { get; }

    /// <summary>Whether a desk's mailbox can be read, with one request. Returns normally when it can.</summary>
    /// <exception cref="MailboxException">In words for the administrator who set it up.</exception>
    public async Task CheckAsync(string mailbox, CancellationToken cancellationToken) =>
        await new FolderIds(_connection).GetAsync(new MailFolder(mailbox, "inbox"), cancellationToken).ConfigureAwait(false);

    public void Dispose()
    {
        _connection.Dispose();
        Gate.Dispose();
        Counts.Dispose();
    }
}
