namespace Automation.MailboxEmulator.Graph;

/// <summary>What the <c>Prefer</c> header asks of mail. It counts for the request that carries it only.</summary>
internal sealed record Prefer(bool ImmutableId, string? BodyType, int? MaxPageSize)
{
    private static readonly Prefer Nothing = new(false, null, null);

    /// <summary>The <c>Preference-Applied</c> header of the answer; null when nothing was asked that is announced.</summary>
    public string? Applied => BodyType is null ? null : $"outlook.body-content-type=\"{BodyType}\"";

    public static Prefer Parse(string? header)
    {
        if (string.IsNullOrWhiteSpace(header))
            return Nothing;
        var prefer = Nothing;
        foreach (var part in header.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
                continue;
            var name = part[..equals].Trim();
            var value = part[(equals + 1)..].Trim().Trim('"');
            if (name.Equals("IdType", StringComparison.OrdinalIgnoreCase))
                prefer = prefer with { ImmutableId = value.Equals("ImmutableId", StringComparison.OrdinalIgnoreCase) };
            else if (name.Equals("outlook.body-content-type", StringComparison.OrdinalIgnoreCase) && value.ToLowerInvariant() is "text" or "html")
                prefer = prefer with { BodyType = value.ToLowerInvariant() };
            else if (name.Equals("odata.maxpagesize", StringComparison.OrdinalIgnoreCase) && int.TryParse(value, out var size) && size > 0)
                prefer = prefer with { MaxPageSize = Math.Min(size, 1000) };
        }

        return prefer;
    }
}
