namespace Automation.Mail.Automatic;

/// <summary>What a delivery report says.</summary>
/// <param name="Recipients">At most 50; empty when the report does not name any.</param>
/// <param name="OriginalMessageIds">Normalised Message-IDs of the mail reported on, the best evidence first.</param>
/// <param name="OriginalSendKey">Our send key, when the report returned the original's header.</param>
public sealed record BounceDetails(
    IReadOnlyList<BouncedRecipient> Recipients,
    IReadOnlyList<string> OriginalMessageIds,
    string? OriginalSendKey)
{
    /// <summary>False when the report only speaks of delay or success.</summary>
    public bool IsFailure => Recipients.Count == 0 || Recipients.Any(r => r.Kind is BounceKind.Permanent or BounceKind.Temporary);
}

/// <param name="Address">Lower case; empty when the report gives only a status.</param>
/// <param name="Status">Enhanced status code of RFC 3463 (<c>5.1.1</c>); null when none was found.</param>
/// <param name="Diagnostic">The server's words, at most 500 characters.</param>
public sealed record BouncedRecipient(string Address, string? Status, string? Diagnostic, BounceKind Kind);

public enum BounceKind
{
    /// <summary>Given up; the code begins with 5, or the action is <c>failed</c>.</summary>
    Permanent,

    /// <summary>Given up with a code that begins with 4.</summary>
    Temporary,

    /// <summary>Still being tried (<c>Action: delayed</c>).</summary>
    Delayed,

    /// <summary>Delivered, relayed or expanded: good news.</summary>
    Delivered,
}
