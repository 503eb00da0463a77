using Automation.Mail.Messages;

namespace Automation.Mail.Cleaning;

/// <summary>A mail made safe and readable: what is new, what is quoted, and the signature, apart; nothing is thrown away but what is dangerous.</summary>
public sealed record CleanMail
{
    /// <summary>Sanitised HTML of the new part. Empty when the writer added nothing.</summary>
    public required string NewHtml { get; init; }

    /// <summary>Sanitised HTML of the quoted part; empty when there is none. Shown folded.</summary>
    public string QuotedHtml { get; init; } = "";

    /// <summary>Sanitised HTML of the signature; empty when there is none. Shown folded.</summary>
    public string SignatureHtml { get; init; } = "";

    /// <summary>Plain text of the new part: line breaks as <c>\n</c>, no control characters, no lone surrogates.</summary>
    public required string NewText { get; init; }

    public string QuotedText { get; init; } = "";
    public string SignatureText { get; init; } = "";

    /// <summary><see cref="NewText"/>, at most <see cref="CleaningLimits.SearchText"/> characters: for rules and search.</summary>
    public required string SearchText { get; init; }

    /// <summary>Name of the sign by which the quoted part was told apart; null when nothing was.</summary>
    public string? QuoteSign { get; init; }

    /// <summary>Attachments shown inside <see cref="NewHtml"/>, <see cref="QuotedHtml"/> or <see cref="SignatureHtml"/> as <c>src="cid:…"</c>.</summary>
    public IReadOnlyList<InlineImage> InlineImages { get; init; } = [];

    /// <summary>All other attachments, also those marked inline that no text refers to.</summary>
    public IReadOnlyList<IncomingAttachment> Attachments { get; init; } = [];

    /// <summary>Remote images that were blocked; their address is kept in <c>data-blocked-src</c>.</summary>
    public int BlockedImages { get; init; }

    /// <summary>Why the HTML was not used as HTML; null in the usual case. The raw mail is kept by the host.</summary>
    public string? Reduced { get; init; }
}

/// <param name="ContentId">As in the cleaned <c>src="cid:…"</c>, lower case.</param>
public sealed record InlineImage(string ContentId, IncomingAttachment Attachment);
