namespace Automation.MailboxEmulator.Mailboxes;

/// <summary>An address with its display name, as a header or a JSON recipient gives it. Either may be empty.</summary>
internal sealed record Party(string Name, string Address)
{
    public bool Is(string address) => string.Equals(Address, address, StringComparison.OrdinalIgnoreCase);
}
