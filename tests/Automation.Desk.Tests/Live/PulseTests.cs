using Automation.Desk.Live;
using Automation.Desk.Tests.Tickets;
using Automation.Stages.Health;
using Automation.Storage.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Automation.Desk.Tests.Live;

public sealed class PulseTests : IAsyncLifetime, IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"desk-{Guid.NewGuid():N}.db");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
    private readonly DeskDatabase _database;
    private readonly BeatReader _beats;

    public PulseTests()
    {
        _database = new DeskDatabase(new DatabaseOptions(DatabaseKind.Sqlite, $"Data Source={_file};Pooling=False"));
        _beats = new BeatReader(_database, new ProblemBoard(_time), _time);
    }

    public Task InitializeAsync() => _database.MigrateAsync(CancellationToken.None);

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _database.Dispose();
        foreach (var file in new[] { _file, _file + "-wal", _file + "-shm" })
            File.Delete(file);
    }

    [Fact]
    public async Task The_beat_changes_with_a_new_ticket_and_with_a_changed_one_and_not_otherwise()
    {
        var empty = await _beats.ReadAsync(CancellationToken.None);
        await AddTicketAsync(1);
        var one = await _beats.ReadAsync(CancellationToken.None);
        var still = await _beats.ReadAsync(CancellationToken.None);
        await TouchTicketAsync(1);
        var touched = await _beats.ReadAsync(CancellationToken.None);

        one.Should().NotBe(empty);
        still.Should().Be(one);
        touched.Should().NotBe(one);
    }

    [Fact]
    public async Task An_open_page_hears_of_a_new_ticket()
    {
        using var pulse = new DeskPulse(_beats, TimeProvider.System, NullLogger<DeskPulse>.Instance);
        using var told = new SemaphoreSlim(0);
        using var listening = pulse.Listen(() =>
        {
            told.Release();
            return Task.CompletedTask;
        });
        (await told.WaitAsync(TimeSpan.FromSeconds(30))).Should().BeTrue("the first look is news");

        await AddTicketAsync(1);

        (await told.WaitAsync(TimeSpan.FromSeconds(30))).Should().BeTrue("a ticket came");
    }

    private async Task AddTicketAsync(long number)
    {
        await using var context = _database.Open();
        context.Tickets.Add(Some.Ticket(number));
        await context.SaveChangesAsync();
    }

    private async Task TouchTicketAsync(long number)
    {
        await using var context = _database.Open();
        var ticket = await context.Tickets.FindAsync(number);
        ticket!.UpdatedAt = _time.GetUtcNow().AddMinutes(5);
        ticket.EventCount++;
        await context.SaveChangesAsync();
    }
}
