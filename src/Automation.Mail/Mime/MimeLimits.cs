namespace Automation.Mail.Mime;

/// <summary>What is taken out of raw mail; the raw mail itself is kept by the host.</summary>
public sealed record MimeLimits
{
    public static MimeLimits Default { get; } = new();

    /// <summary>Characters of the body. Graph has no such limit; a person reads no more.</summary>
    public int Body { get; init; } = 10_000_000;

    /// <summary>Decoded bytes of one attachment; a larger one is named, not kept.</summary>
    public long AttachmentBytes { get; init; } = 50_000_000;

    public int Attachments { get; init; } = 500;

    /// <summary>Addresses of To, and of Cc, and of Reply-To.</summary>
    public int Recipients { get; init; } = 2_000;

    /// <summary>Characters of one header field's value; References of 10,000 lines keep their newest end.</summary>
    public int HeaderLength { get; init; } = 20_000;

    public int Headers { get; init; } = 500;

    /// <summary>Characters of the subject. RFC 5322 has no limit; a list of tickets needs one.</summary>
    public int Subject { get; init; } = 1_000;
}
