using System.Text.RegularExpressions;

namespace Automation.Server.Composition;

/// <summary>Reads <see cref="DeskOptions"/>; a value that cannot be meant is refused in words, with the name of its setting.</summary>
internal static partial class Settings
{
    /// <exception cref="ArgumentException">A value cannot be used; the message names the setting and the cure.</exception>
    public static DeskOptions Read(IConfiguration configuration)
    {
        DeskOptions options;
        try
        {
            options = configuration.GetSection(DeskOptions.Section).Get<DeskOptions>() ?? new DeskOptions();
        }
        catch (InvalidOperationException e)
        {
            // The binder tells of the value, the setting and the type in one sentence and in no other way.
            var match = CannotConvert().Match(e.Message);
            throw new ArgumentException(
                match.Success ? $"{match.Groups["setting"].Value} is '{match.Groups["value"].Value}'; {Wanted(match.Groups["type"].Value)}." : e.Message, e);
        }

        SettingRanges.Check(options, DeskOptions.Section);
        for (var i = 0; i < options.Desks.Count; i++)
        {
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(options.Desks[i].TimeZone, out _))
                throw new ArgumentException($"{DeskOptions.Section}:Desks:{i}:TimeZone is '{options.Desks[i].TimeZone}', which this machine does not know; use an IANA name such as Europe/Berlin.");
        }

        return options;
    }

    private static string Wanted(string type) => type switch
    {
        "System.Int32" or "System.Int64" => "write a whole number",
        "System.Double" => "write a number such as 24 or 0.5",
        "System.Boolean" => "write true or false",
        "System.DateTimeOffset" => "write an instant such as 2026-12-01T08:00:00Z",
        _ => $"that is no {type}",
    };

    [GeneratedRegex("'(?<value>.*)' at '(?<setting>[^']*)' to type '(?:System\\.Nullable`1\\[)?(?<type>[^'\\]]*)\\]?'", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex CannotConvert();
}
