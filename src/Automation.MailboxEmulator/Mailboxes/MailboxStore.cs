using System.Collections.Concurrent;

namespace Automation.MailboxEmulator.Mailboxes;

/// <summary>All mailboxes of this emulator, found by address (a plus-address too) or user id.</summary>
internal sealed class MailboxStore(long epoch)
{
    private readonly ConcurrentDictionary<string, Mailbox> _byAddress = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<Guid, Mailbox> _byUserId = new();

    private readonly ConcurrentDictionary<Guid, int> _order = new();

    public long Epoch { get; set; } = epoch;

    /// <summary>Told of each new mailbox before anybody can find it.</summary>
    public event Action<Mailbox>? Added;

    /// <summary>Desks first, then as they were made: who writes a mail on the page is offered the first desk.</summary>
    public IEnumerable<Mailbox> All => _byAddress.Values.OrderBy(m => m.Seed.Role == MailboxRole.Desk ? 0 : 1).ThenBy(m => _order.GetValueOrDefault(m.UserId)).ThenBy(m => m.Address, StringComparer.Ordinal);

    /// <summary>False when the address is taken; the mailbox is then the one that has it.</summary>
    public bool TryAdd(MailboxSeed seed, out Mailbox mailbox)
    {
        if (_byAddress.TryGetValue(seed.Address, out var known))
        {
            mailbox = known;
            return false;
        }

        var created = new Mailbox(seed, Epoch);
        Added?.Invoke(created);
        _order.TryAdd(created.UserId, _order.Count);
        mailbox = _byAddress.GetOrAdd(seed.Address, created);
        _byUserId[mailbox.UserId] = mailbox;
        return ReferenceEquals(mailbox, created);
    }

    public void Clear()
    {
        _byAddress.Clear();
        _byUserId.Clear();
        _order.Clear();
    }

    public Mailbox? Find(string key)
    {
        if (_byAddress.TryGetValue(key, out var mailbox))
            return mailbox;
        return Guid.TryParse(key, out var id) && _byUserId.TryGetValue(id, out mailbox) ? mailbox : null;
    }

    /// <summary>Who gets a mail to this address: <c>desk+42@x</c> goes to <c>desk@x</c> unless it exists itself.</summary>
    public Mailbox? FindRecipient(string address)
    {
        if (_byAddress.TryGetValue(address, out var mailbox))
            return mailbox;
        var at = address.LastIndexOf('@');
        var plus = address.IndexOf('+', StringComparison.Ordinal);
        return plus > 0 && plus < at ? _byAddress.GetValueOrDefault(string.Concat(address.AsSpan(0, plus), address.AsSpan(at))) : null;
    }

    /// <summary>Whether this organisation, or another one played here, answers for the domain.</summary>
    public bool OwnsDomain(string address)
    {
        var domain = address.AsSpan(address.LastIndexOf('@') + 1);
        foreach (var known in _byAddress.Keys)
        {
            if (known.AsSpan(known.LastIndexOf('@') + 1).Equals(domain, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
