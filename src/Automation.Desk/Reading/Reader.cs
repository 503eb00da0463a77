using System.Globalization;
using Microsoft.JSInterop;

namespace Automation.Desk.Reading;

/// <summary>The person before the screen: time zone and theme, as their browser tells. One per open page.</summary>
public sealed class Reader(IJSRuntime script, TimeProvider time)
{
    private bool _systemIsDark;

    public bool IsKnown { get; private set; }

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public ThemeChoice Theme { get; set; }

    public bool IsDark => Theme == ThemeChoice.Dark || (Theme == ThemeChoice.System && _systemIsDark);

    public DateTimeOffset Now => time.GetUtcNow();

    public async Task LoadAsync()
    {
        var told = await script.InvokeAsync<Told?>("desk.reader");
        if (told is not null)
        {
            Zone = TimeZoneInfo.TryFindSystemTimeZoneById(told.Zone, out var zone) ? zone : TimeZoneInfo.Utc;
            Theme = Enum.TryParse<ThemeChoice>(told.Theme, ignoreCase: true, out var theme) && Enum.IsDefined(theme) ? theme : ThemeChoice.System;
            _systemIsDark = told.Dark;
        }

        IsKnown = true;
    }

    public void SystemTurned(bool dark) => _systemIsDark = dark;

    public DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    /// <summary>As short as today allows: <c>14:05</c>, <c>3 Nov 14:05</c>, <c>3 Nov 2024</c>.</summary>
    public string Brief(DateTimeOffset at)
    {
        var (local, today) = (Local(at), Local(Now));
        var format = local.Date == today.Date ? "HH:mm" : local.Year == today.Year ? "d MMM HH:mm" : "d MMM yyyy";
        return local.ToString(format, CultureInfo.CurrentCulture);
    }

    public string Full(DateTimeOffset at) => Local(at).ToString("ddd d MMM yyyy HH:mm", CultureInfo.CurrentCulture);

    public static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private sealed record Told(string Zone, string? Theme, bool Dark);
}

public enum ThemeChoice
{
    System,
    Light,
    Dark,
}
