using Automation.Mail.Automatic;
using Automation.Mail.Messages;

namespace Automation.Mail.Acknowledging;

/// <summary>One mail about which to decide. The host fills in the counters for <see cref="Recipient"/>'s keys, from its store, within its transaction.</summary>
public sealed record AcknowledgementCase(
    IncomingMail Mail,
    AutomaticVerdict Automatic,
    AcknowledgementRecipient Recipient,
    bool IsNewTicket,
    AcknowledgementCounters Counters,
    DeskIdentity Desk,
    AcknowledgementLimits Limits);

/// <summary>How many acknowledgements were decided already, sent or not yet. All zero for a stranger to the store.</summary>
public sealed record AcknowledgementCounters
{
    /// <summary>For this ticket, ever.</summary>
    public int ForTicket { get; init; }

    /// <summary>To the address key in the last 10 minutes.</summary>
    public int ToAddressInTenMinutes { get; init; }

    /// <summary>To the address key in the last 24 hours.</summary>
    public int ToAddressInDay { get; init; }

    /// <summary>To the pattern key in the last 24 hours.</summary>
    public int ToPatternInDay { get; init; }

    /// <summary>To the domain in the last hour.</summary>
    public int ToDomainInHour { get; init; }

    /// <summary>To anybody in the last 10 minutes.</summary>
    public int ToAnyoneInTenMinutes { get; init; }
}

/// <summary>The caps. Defaults are made for one organisation's desk; a limit is the count at which no more are sent.</summary>
public sealed record AcknowledgementLimits
{
    public static AcknowledgementLimits Default { get; } = new();

    public int PerAddressInTenMinutes { get; init; } = 1;
    public int PerAddressInDay { get; init; } = 3;

    /// <summary>Wider than the address cap: different people can share a pattern.</summary>
    public int PerPatternInDay { get; init; } = 12;

    /// <summary>For domains that are not in <see cref="TrustedDomains"/>.</summary>
    public int PerDomainInHour { get; init; } = 30;

    /// <summary>The breaker. Exchange sends at most 30 mails a minute for a mailbox, so 200 in 10 minutes leaves room for agents' replies.</summary>
    public int TotalInTenMinutes { get; init; } = 200;

    /// <summary>The organisation's own domains, lower case: no cap per domain, all staff share it.</summary>
    public IReadOnlySet<string> TrustedDomains { get; init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>Send or not.</summary>
/// <param name="Reason">Name of the guard that said no; <c>Send</c> when none did. Stable: it is counted and shown.</param>
/// <param name="Detail">For people.</param>
public sealed record AcknowledgementDecision(bool Send, string Reason, string Detail);
