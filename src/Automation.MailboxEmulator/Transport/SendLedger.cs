using Automation.MailboxEmulator.Mailboxes;

namespace Automation.MailboxEmulator.Transport;

/// <summary>Counts what was sent, by mailbox and by send key, so that a test can say "exactly once".</summary>
internal sealed class SendLedger
{
    private const string KeyHeader = "x-helpdesk-send-key";
    private const string KeyProperty = " Name HelpDeskSendKey";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _byMailbox = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _delivered = new(StringComparer.Ordinal);
    private int _withoutKey;

    public void Submitted(string mailbox, Message draft)
    {
        var key = draft.Properties.FirstOrDefault(p => p.Key.EndsWith(KeyProperty, StringComparison.OrdinalIgnoreCase)).Value
            ?? draft.Content.Header(KeyHeader);
        lock (_gate)
        {
            _byMailbox[mailbox] = _byMailbox.GetValueOrDefault(mailbox) + 1;
            if (key is null)
                _withoutKey++;
            else
                _byKey[key] = _byKey.GetValueOrDefault(key) + 1;
        }
    }

    public void Delivered(string mailbox)
    {
        lock (_gate)
            _delivered[mailbox] = _delivered.GetValueOrDefault(mailbox) + 1;
    }

    public SendCounts Snapshot()
    {
        lock (_gate)
            return new(new(_byKey), new(_byMailbox), new(_delivered), _withoutKey);
    }

    public void Reset()
    {
        lock (_gate)
        {
            _byKey.Clear();
            _byMailbox.Clear();
            _delivered.Clear();
            _withoutKey = 0;
        }
    }
}

/// <param name="ByKey">Sends by send key (extended property HelpDeskSendKey, else header x-helpdesk-send-key).</param>
/// <param name="ByMailbox">Sends by sending mailbox.</param>
/// <param name="Delivered">Deliveries by receiving mailbox.</param>
/// <param name="WithoutKey">Sends that carry no send key.</param>
internal sealed record SendCounts(
    Dictionary<string, int> ByKey,
    Dictionary<string, int> ByMailbox,
    Dictionary<string, int> Delivered,
    int WithoutKey);
