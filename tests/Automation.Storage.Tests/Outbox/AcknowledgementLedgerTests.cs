using Automation.Mail.Acknowledging;
using Automation.Mail.Messages;
using Automation.Storage.Outbox;
using Automation.Storage.Tests.Tickets;
using Automation.Tests.Databases;

namespace Automation.Storage.Tests.Outbox;

public abstract class AcknowledgementLedgerTests(DeskTestDatabase store) : DatabaseTest(store)
{
    private static readonly AcknowledgementRecipient Ann = Recipient("ann@shop.example");

    [Fact]
    public async Task Acknowledgements_are_counted_by_address_pattern_domain_and_in_total_each_in_its_time()
    {
        await StoreAsync(
            ("ann@shop.example", TimeSpan.FromMinutes(5)),
            ("ann@shop.example", TimeSpan.FromHours(5)),
            ("ann@shop.example", TimeSpan.FromHours(25)),
            ("bob@shop.example", TimeSpan.FromMinutes(30)),
            ("bob@other.example", TimeSpan.FromMinutes(1)));
        var counters = (await LoadAsync(AcknowledgementLimits.Default, Ann)).CountersFor(Ann);
        counters.ToAddressInTenMinutes.Should().Be(1);
        counters.ToAddressInDay.Should().Be(2);
        counters.ToPatternInDay.Should().Be(2);
        counters.ToDomainInHour.Should().Be(2);
        counters.ToAnyoneInTenMinutes.Should().Be(2);
    }

    [Fact]
    public async Task What_the_batch_itself_decides_counts_at_once()
    {
        var ledger = await LoadAsync(AcknowledgementLimits.Default, Ann);
        ledger.CountersFor(Ann).Should().Be(new AcknowledgementCounters());
        ledger.Note(TicketSamples.Reply(1, Start, "ann@shop.example"));
        ledger.CountersFor(Ann).Should().Be(new AcknowledgementCounters
        {
            ToAddressInTenMinutes = 1,
            ToAddressInDay = 1,
            ToPatternInDay = 1,
            ToDomainInHour = 1,
            ToAnyoneInTenMinutes = 1,
        });
    }

    [Fact]
    public async Task Trusted_domains_and_caps_that_are_off_are_not_counted()
    {
        await StoreAsync(("bob@shop.example", TimeSpan.FromMinutes(1)));
        var trusted = AcknowledgementLimits.Default with { TrustedDomains = new HashSet<string> { "shop.example" } };
        (await LoadAsync(trusted, Ann)).CountersFor(Ann).ToDomainInHour.Should().Be(0);
        var off = AcknowledgementLimits.Default with { PerDomainInHour = int.MaxValue, TotalInTenMinutes = int.MaxValue };
        var counters = (await LoadAsync(off, Ann)).CountersFor(Ann);
        (counters.ToDomainInHour, counters.ToAnyoneInTenMinutes).Should().Be((0, 0));
    }

    [Fact]
    public async Task Addresses_that_differ_by_a_number_share_a_pattern()
    {
        var (one, two) = (Recipient("robot1@shop.example"), Recipient("robot2@shop.example"));
        var ledger = await LoadAsync(AcknowledgementLimits.Default, one, two);
        var reply = TicketSamples.Reply(1, Start, "robot1@shop.example");
        reply.RecipientPattern = one.PatternKey;
        ledger.Note(reply);
        ledger.CountersFor(two).ToPatternInDay.Should().Be(1);
        ledger.CountersFor(two).ToAddressInDay.Should().Be(0);
    }

    private static AcknowledgementRecipient Recipient(string address) =>
        AcknowledgementRecipient.Of(new IncomingMail { Mailbox = TicketSamples.Desk, Folder = "inbox", Id = "1", ReceivedAt = Start, From = new MailAddress(address) });

    private Task<AcknowledgementLedger> LoadAsync(AcknowledgementLimits limits, params AcknowledgementRecipient[] recipients) => ReadAsync(async c =>
    {
        var ledger = new AcknowledgementLedger(limits, Start);
        await ledger.LoadAsync(c, recipients, default);
        return ledger;
    });

    private Task StoreAsync(params (string To, TimeSpan Ago)[] sent) => WriteAsync(c =>
    {
        c.Outbox.AddRange(sent.Select((s, i) => TicketSamples.Reply(i + 1, Start - s.Ago, s.To)));
        c.Outbox.Add(TicketSamples.Reply(99, Start, "ann@shop.example", purpose: "answer"));
        return Task.CompletedTask;
    });
}

public sealed class AcknowledgementLedgerOnSqlite() : AcknowledgementLedgerTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class AcknowledgementLedgerOnPostgres(PostgresServer server) : AcknowledgementLedgerTests(server.Empty()), IOnPostgres;
