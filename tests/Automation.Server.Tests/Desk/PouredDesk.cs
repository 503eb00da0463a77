namespace Automation.Server.Tests.Desk;

/// <summary>A running desk with five tickets, shared by the tests that only read.</summary>
public sealed class PouredDesk : IAsyncLifetime
{
    public const int Tickets = 5;

    internal RunningDesk Desk { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Desk = await RunningDesk.StartAsync();
        await Desk.UntilReadyAsync();
        for (var i = 1; i <= Tickets; i++)
            await Desk.WriteAsync($"Printer {i}");
        await Desk.UntilAsync("/api/tickets", (_, body) => body.GetProperty("items").GetArrayLength() == Tickets);
    }

    public async Task DisposeAsync() => await Desk.DisposeAsync();
}
