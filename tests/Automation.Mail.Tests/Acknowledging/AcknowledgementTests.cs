using Automation.Mail.Acknowledging;
using Automation.Mail.Automatic;
using Automation.Mail.Messages;
using Automation.Mail.Tests.Mails;

namespace Automation.Mail.Tests.Acknowledging;

public class AcknowledgementTests
{
    private static AcknowledgementDecision Decide(IncomingMail mail, AcknowledgementCounters? counters = null, bool isNew = true, AcknowledgementLimits? limits = null) =>
        AcknowledgementGuards.Decide(new AcknowledgementCase(
            mail, AutomaticMail.Classify(mail, Some.Desk), AcknowledgementRecipient.Of(mail), isNew, counters ?? new(), Some.Desk, limits ?? AcknowledgementLimits.Default));

    private static IncomingMail From(string address) => Some.Mail() with { From = new MailAddress(address) };

    [Fact]
    public void A_new_ticket_of_a_person_is_acknowledged() => Decide(Some.Mail()).Should().Match<AcknowledgementDecision>(d => d.Send && d.Reason == "Send");

    [Fact]
    public void A_reply_is_not() => Decide(Some.Mail(), isNew: false).Reason.Should().Be("OnlyForANewTicket");

    [Fact]
    public void A_ticket_is_acknowledged_once() => Decide(Some.Mail(), new() { ForTicket = 1 }).Reason.Should().Be("OncePerTicket");

    [Theory]
    [InlineData("Auto-Submitted", "auto-generated")]
    [InlineData("List-Id", "<x>")]
    [InlineData("X-Auto-Response-Suppress", "OOF")]
    [InlineData("X-MS-Exchange-Message-Is-Ndr", "")]
    public void No_machine_is_answered(string name, string value) => Decide(Some.Mail((name, value))).Reason.Should().Be("NotToMachines");

    [Theory]
    [InlineData("no-reply@fabrikam.example")]
    [InlineData("NoReply@fabrikam.example")]
    [InlineData("do_not.reply@fabrikam.example")]
    [InlineData("noreply+abc@fabrikam.example")]
    [InlineData("noreply42@fabrikam.example")]
    [InlineData("postmaster@fabrikam.example")]
    [InlineData("bounces+17@fabrikam.example")]
    [InlineData("list-bounces@fabrikam.example")]
    public void Addresses_behind_which_nobody_reads_are_not_written_to(string address) => Decide(From(address)).Reason.Should().Be("NotToRoleAddresses");

    [Theory]
    [InlineData("noreen@fabrikam.example")]
    [InlineData("bouncer@fabrikam.example")]
    [InlineData("root.cause@fabrikam.example")]
    public void People_with_such_names_are(string address) => Decide(From(address)).Send.Should().BeTrue();

    [Fact]
    public void The_answer_goes_to_reply_to_but_never_for_a_mail_system_or_to_a_desk()
    {
        var form = From("noreply@fabrikam.example") with { ReplyTo = [new MailAddress("ann@contoso.example")] };
        Decide(form).Send.Should().BeTrue();
        AcknowledgementRecipient.Of(form).Address!.Address.Should().Be("ann@contoso.example");
        Decide(From("root@fabrikam.example") with { ReplyTo = [new MailAddress("ann@contoso.example")] }).Reason.Should().Be("NotToRoleAddresses");
        Decide(Some.Mail() with { ReplyTo = [new MailAddress("helpdesk+1@contoso.example")] }).Reason.Should().Be("NotToOwnAddresses");
    }

    [Fact]
    public void Nobody_to_write_to_is_a_reason()
    {
        Decide(Some.Mail() with { From = null }).Reason.Should().Be("NotToNobody");
        Decide(From("not an address")).Reason.Should().Be("NotToNobody");
        Decide(Some.Mail(("Return-Path", "<>"))).Reason.Should().Be("NotToNobody");
    }

    [Fact]
    public void One_in_ten_minutes_and_three_in_a_day_to_one_person()
    {
        Decide(Some.Mail(), new() { ToAddressInTenMinutes = 1, ToAddressInDay = 1 }).Reason.Should().Be("SenderCap");
        Decide(Some.Mail(), new() { ToAddressInDay = 2 }).Send.Should().BeTrue();
        Decide(Some.Mail(), new() { ToAddressInDay = 3 }).Reason.Should().Be("SenderCap");
    }

    [Fact]
    public void A_robot_that_changes_a_byte_of_its_address_is_one_pattern()
    {
        var keys = Enumerable.Range(100, 50).Select(i => AcknowledgementRecipient.Of(From($"alert-{i}@fabrikam.example")).PatternKey).Distinct();
        keys.Should().Equal("alert-#@fabrikam.example");
        AcknowledgementRecipient.Of(From("a-1f3b9c0d@x.example")).PatternKey.Should().Be(AcknowledgementRecipient.Of(From("a-1f3b9c0e@x.example")).PatternKey);
        AcknowledgementRecipient.Of(From("Ann+Shop@X.example")).AddressKey.Should().Be("ann@x.example");
        Decide(From("alert-7@fabrikam.example"), new() { ToPatternInDay = 11 }).Send.Should().BeTrue();
        Decide(From("alert-7@fabrikam.example"), new() { ToPatternInDay = 12 }).Reason.Should().Be("PatternCap");
    }

    [Fact]
    public void An_address_without_a_number_is_no_pattern_so_its_own_cap_can_be_raised() =>
        Decide(Some.Mail(), new() { ToAddressInDay = 40, ToPatternInDay = 40 }, limits: new() { PerAddressInDay = 1000 }).Send.Should().BeTrue();

    [Fact]
    public void Where_people_are_numbers_each_of_them_is_answered() =>
        Decide(From("e20415@contoso.example"), new() { ToPatternInDay = 500 }, limits: new() { TrustedDomains = new HashSet<string> { "contoso.example" } }).Send.Should().BeTrue();

    [Fact]
    public void A_flood_from_one_foreign_domain_is_capped_and_the_own_domain_is_not()
    {
        Decide(Some.Mail(), new() { ToDomainInHour = 30 }).Reason.Should().Be("DomainCap");
        Decide(Some.Mail(), new() { ToDomainInHour = 30 }, limits: new() { TrustedDomains = new HashSet<string> { "contoso.example" } }).Send.Should().BeTrue();
    }

    [Fact]
    public void The_breaker_stops_everything() => Decide(Some.Mail(), new() { ToAnyoneInTenMinutes = 200 }).Reason.Should().Be("TotalBreaker");

    [Fact]
    public void Two_machines_that_answer_everything_stop_after_a_handful()
    {
        // The other side acknowledges each of our acknowledgements from a new address, with a new subject and without any header.
        var sent = new List<AcknowledgementRecipient>();
        for (var round = 0; round < 1_000; round++)
        {
            var mail = From($"robot-{round}@fabrikam.example");
            var recipient = AcknowledgementRecipient.Of(mail);
            var decision = Decide(mail, new()
            {
                ToAddressInTenMinutes = sent.Count(r => r.AddressKey == recipient.AddressKey),
                ToAddressInDay = sent.Count(r => r.AddressKey == recipient.AddressKey),
                ToPatternInDay = sent.Count(r => r.PatternKey == recipient.PatternKey),
                ToDomainInHour = sent.Count(r => r.Domain == recipient.Domain),
                ToAnyoneInTenMinutes = sent.Count,
            });
            if (decision.Send)
                sent.Add(recipient);
        }

        sent.Should().HaveCount(12);
    }
}
