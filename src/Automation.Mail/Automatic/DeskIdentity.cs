using System.Collections.Frozen;

namespace Automation.Mail.Automatic;

/// <summary>Who we are, so that our own mail is known when it comes back.</summary>
/// <param name="instanceId">Value of our <c>X-HelpDesk-Loop</c> header.</param>
/// <param name="mailboxes">All addresses of all desks, aliases too.</param>
public sealed class DeskIdentity(string instanceId, IEnumerable<string> mailboxes)
{
    private readonly FrozenSet<string> _mailboxes = mailboxes.Select(Bare).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public string InstanceId { get; } = instanceId;

    /// <summary>Whether the address is a desk's own, its plus-addresses included.</summary>
    public bool IsOwn(string address) => _mailboxes.Contains(Bare(address));

    private static string Bare(string address)
    {
        var text = address.Trim();
        var at = text.LastIndexOf('@');
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        return plus > 0 && plus < at ? string.Concat(text.AsSpan(0, plus), text.AsSpan(at)) : text;
    }
}
