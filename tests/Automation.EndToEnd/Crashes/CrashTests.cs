using Automation.EndToEnd.Harness;
using Automation.Tests.Databases;
using Xunit.Abstractions;

namespace Automation.EndToEnd.Crashes;

/// <summary>The short storm. The full one: <c>dotnet run -c Release --project bench/Automation.CrashStorm</c>.</summary>
[Collection(nameof(OneServerAtATime))]
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Mails = 120;
    private const int Kills = 4;
    private const int Seed = 20261123;

    [Fact]
    public Task Every_mail_has_one_outcome_and_every_ticket_one_acknowledgement_after_crashes_on_SQLite() => BlowAsync(postgreSql: null);

    [PostgresFact]
    public async Task Every_mail_has_one_outcome_and_every_ticket_one_acknowledgement_after_crashes_on_PostgreSQL()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await BlowAsync(database.ConnectionString);
    }

    private async Task BlowAsync(string? postgreSql)
    {
        using var folder = new ScratchFolder();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var options = new StormOptions(Mails, Kills, Seed, folder.Path) { PostgreSql = postgreSql, Patience = TimeSpan.FromMinutes(1) };
        var report = await new CrashStorm(options, output.WriteLine).RunAsync(patience.Token);
        output.WriteLine(report.ToString());
        report.Mails.Should().Be(Mails);
        report.Tickets.Should().BeGreaterThan(Mails / 2);
        report.Faults.Values.Sum().Should().BePositive("the mailbox has to misbehave for this to say anything");
        report.Violations.Should().BeEmpty();
    }
}
