using Automation.Mail.Threading;

namespace Automation.Stages.Log.Batches;

/// <summary>The signed reply addresses of this help desk; the key comes from the database at start.</summary>
/// <param name="writtenFor">Desks whose mail names the ticket's own address in Reply-To. They are understood at every desk.</param>
public sealed class ReplyAddresses(IEnumerable<string> writtenFor)
{
    private readonly HashSet<string> _writtenFor = new(writtenFor, StringComparer.OrdinalIgnoreCase);
    private PlusAddresses? _value;

    /// <exception cref="InvalidOperationException">The key is not loaded yet.</exception>
    public PlusAddresses Value => _value ?? throw new InvalidOperationException("The key of the reply addresses is not loaded yet.");

    public void Use(byte[] key) => _value = new PlusAddresses(key);

    /// <summary>What to put on Reply-To; null when this desk writes none.</summary>
    public string? For(string mailbox, long ticketNumber) => _writtenFor.Contains(mailbox) ? Value.Create(mailbox, ticketNumber) : null;
}
