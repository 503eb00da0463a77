namespace Automation.Mail.Messages;

/// <summary>An address with its display name. Compared by <see cref="Address"/> only, case-insensitively: people's mailers disagree about case.</summary>
public sealed record MailAddress(string Address, string? Name = null)
{
    /// <summary>The part after the last @, lower case; empty when there is none.</summary>
    public string Domain
    {
        get
        {
            var at = Address.LastIndexOf('@');
            return at < 0 ? "" : Address[(at + 1)..].ToLowerInvariant();
        }
    }

    public bool Equals(MailAddress? other) =>
        other is not null && string.Equals(Address, other.Address, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Address);

    public override string ToString() => string.IsNullOrEmpty(Name) ? Address : $"{Name} <{Address}>";
}
