using System.Globalization;

namespace Automation.Tickets.History;

/// <summary>How people name a ticket: a prefix and its number, <c>HD-123</c>.</summary>
public static class TicketNumber
{
    public const string Prefix = "HD";

    public static string Format(long number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}-{number}");

    /// <summary>Accepts <c>HD-123</c>, <c>hd-123</c> and <c>123</c>.</summary>
    public static bool TryParse(string? text, out long number)
    {
        number = 0;
        if (string.IsNullOrWhiteSpace(text))
            return false;
        var digits = text.AsSpan().Trim();
        if (digits.StartsWith(Prefix + "-", StringComparison.OrdinalIgnoreCase))
            digits = digits[(Prefix.Length + 1)..];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
    }
}
