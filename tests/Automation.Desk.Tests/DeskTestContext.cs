using System.Globalization;
using Automation.Desk.Reading;
using Automation.Desk.RuleBook;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;

namespace Automation.Desk.Tests;

/// <summary>What every component of the desk may ask for: words, a reader in UTC and a clock that stands still.</summary>
public abstract class DeskTestContext : BunitContext, IAsyncLifetime
{
    protected static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    protected DeskTestContext()
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLocalization();
        Services.AddMudServices();
        Services.AddSingleton<TimeProvider>(new FakeTimeProvider(Now));
        Services.AddScoped<Reader>();
        Services.AddScoped<OutcomeNames>();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Some services of MudBlazor can only be let go of asynchronously, so the plain way of the test runner must come after this one.</summary>
    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    protected IStringLocalizer<DeskText> Text => Services.GetRequiredService<IStringLocalizer<DeskText>>();
}
