using Microsoft.Extensions.Localization;

namespace Automation.Desk.Tickets;

/// <summary>Keys of the administrators' lists as words: <c>service-request</c> is shown as <c>Service request</c>.</summary>
internal static class Words
{
    public static string Of(string? key, IStringLocalizer<DeskText> words)
    {
        if (string.IsNullOrWhiteSpace(key))
            return "–";
        var translated = words[key];
        return translated.ResourceNotFound ? Spaced(key) : translated.Value;
    }

    public static string Spaced(string key) =>
        string.Concat(char.ToUpperInvariant(key[0]).ToString(), key.AsSpan(1).ToString().Replace('-', ' ').Replace('.', ' '));
}
