namespace Automation.Mail.Automatic;

/// <summary>What kind of machine wrote a mail, if any. The order is the order of the checks: the first that fits decides.</summary>
public enum AutomaticClass
{
    /// <summary>No sign of automation: a person's mail.</summary>
    None,

    /// <summary>A copy of something we sent. Never a ticket.</summary>
    Own,

    /// <summary>A delivery report about something we (or somebody in our name) sent.</summary>
    Bounce,

    /// <summary>Written by a machine: out-of-office, read receipt, device, monitoring.</summary>
    AutoReply,

    /// <summary>Newsletter, mailing list, mass mail.</summary>
    Bulk,

    /// <summary>A person's mail that asks machines not to answer. X-Auto-Response-Suppress alone is this and nothing more: taken as proof of automation it has cost others real mail.</summary>
    AcknowledgementNotWanted,
}

/// <summary>The decision about one mail.</summary>
/// <param name="Class">What it is.</param>
/// <param name="Check">Name of the check that decided; empty when none did.</param>
/// <param name="Reason">For people, one sentence.</param>
/// <param name="Evidence">The header or text seen, at most 200 characters.</param>
/// <param name="IsAnswer">Whether it answers something: such mail belongs to a ticket or to nothing. A machine's first word (an alert) may open one.</param>
/// <param name="Bounce">Only for <see cref="AutomaticClass.Bounce"/>.</param>
public sealed record AutomaticVerdict(
    AutomaticClass Class,
    string Check,
    string Reason,
    string Evidence,
    bool IsAnswer = false,
    BounceDetails? Bounce = null)
{
    public static AutomaticVerdict None { get; } = new(AutomaticClass.None, "", "No sign of automation.", "");

    /// <summary>Whether an acknowledgement may be thought of at all; the guards in Acknowledging decide the rest.</summary>
    public bool MayAcknowledge => Class is AutomaticClass.None;

    /// <summary>Whether it may open a ticket when it follows none. Bulk mail may: dropping it is an organisation's policy, not ours.</summary>
    public bool MayOpenTicket => Class switch
    {
        AutomaticClass.Own or AutomaticClass.Bounce => false,
        AutomaticClass.AutoReply => !IsAnswer,
        _ => true,
    };

    /// <summary>Whether it may reopen the ticket it follows: an out-of-office must not.</summary>
    public bool MayReopen => Class is AutomaticClass.None or AutomaticClass.AcknowledgementNotWanted;
}
