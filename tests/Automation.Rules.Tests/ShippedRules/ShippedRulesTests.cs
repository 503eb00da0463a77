using Automation.Rules.Compilation;
using Automation.Rules.Evaluation;
using Automation.Rules.Fields;
using Automation.Rules.Files;
using Automation.Rules.Model;

namespace Automation.Rules.Tests.ShippedRules;

public sealed class ShippedRulesTests
{
    private static async Task<RuleChain> ChainAsync()
    {
        var folder = await RuleFolder.LoadAsync(RulesDirectory.Path, CancellationToken.None);
        return RuleChain.Compile(folder.Chain("category", "priority", "routing"), folder.Lists);
    }

    private static FactSheet Mail(string subject, string body, string recipient = "helpdesk@contoso.example") => new FactSheet()
        .Set(StandardFields.Subject, subject)
        .Set(StandardFields.Body, body)
        .Set(StandardFields.Recipient, [recipient])
        .Set(StandardFields.SenderAddress, "ana@contoso.example")
        .Set(StandardFields.SenderDomain, "contoso.example")
        .Set(StandardFields.Importance, "normal");

    [Theory]
    [InlineData("Printer on floor 3 is not working", "It shows a paper jam.", "incident", "printing", "P4", "service-desk")]
    [InlineData("Drucker druckt nicht mehr", "Seit heute Morgen: Fehlermeldung 49.", "incident", "printing", "P4", "service-desk")]
    [InlineData("Passwort vergessen", "Ich kann mich nicht mehr anmelden, dringend!", "incident", "access", "P3", "identity")]
    [InlineData("VPN outage", "Nobody can connect from home.", "incident", "network/vpn", "P1", "network")]
    [InlineData("WLAN Ausfall", "Die ganze Abteilung ist ohne Netz.", "incident", "network", "P1", "network")]
    [InlineData("New laptop for our new starter", "She begins on the 1st.", "service-request", "hardware", "P4", "service-desk")]
    [InlineData("Feature request: dark mode", "It would be great if the portal had one.", "feature-request", null, "P4", "service-desk")]
    [InlineData("Maintenance window on Saturday", "The core switches get new firmware.", "maintenance", null, "P4", "service-desk")]
    [InlineData("Outlook keeps happening to crash", "For the third time this week.", "problem", "email", "P3", "service-desk")]
    [InlineData("SAP is not working", "Our team cannot work.", "incident", "software/business", "P2", "business-applications")]
    [InlineData("Hello", "Something is strange.", "incident", null, "P4", "service-desk")]
    public async Task A_typical_mail_gets_its_type_category_priority_and_team(string subject, string body, string type, string? category, string priority, string team)
    {
        var chain = await ChainAsync();

        var decision = chain.Decide(Mail(subject, body));

        new[] { decision[StandardOutcomes.Type], decision[StandardOutcomes.Category], decision[StandardOutcomes.Priority], decision[StandardOutcomes.Team], decision[StandardOutcomes.SlaPolicy] }
            .Should().Equal(type, category, priority, team, "standard");
    }

    [Fact]
    public async Task A_mail_without_words_gets_no_type_and_no_category_but_a_priority_a_team_and_a_promise()
    {
        var decision = (await ChainAsync()).Decide(Mail("", ""));

        decision[StandardOutcomes.Type].Should().BeNull();
        decision[StandardOutcomes.Category].Should().BeNull();
        new[] { decision[StandardOutcomes.Priority], decision[StandardOutcomes.Team], decision[StandardOutcomes.SlaPolicy] }.Should().Equal("P4", "service-desk", "standard");
    }

    [Fact]
    public async Task A_mail_to_the_facilities_desk_goes_to_the_facilities_team_whatever_it_says()
    {
        var decision = (await ChainAsync()).Decide(Mail("Password of the door lock", "The printer room cannot be opened.", "Facilities@contoso.example"));

        decision[StandardOutcomes.Team].Should().Be("facilities");
        decision[StandardOutcomes.Category].Should().Be("facilities");
    }

    [Fact]
    public async Task A_vip_gets_high_urgency_and_the_vip_policy()
    {
        var decision = (await ChainAsync()).Decide(Mail("Headset", "No rush.").Set(StandardFields.RequesterVip, true));

        decision[StandardOutcomes.Urgency].Should().Be("high");
        decision[StandardOutcomes.Priority].Should().Be("P3");
        decision[StandardOutcomes.SlaPolicy].Should().Be("vip");
        decision.All(StandardOutcomes.Tags).Should().Equal("vip");
    }

    [Fact]
    public async Task A_mail_sent_as_important_is_urgent()
    {
        var decision = (await ChainAsync()).Decide(Mail("Monitor", "It flickers.").Set(StandardFields.Importance, "High"));

        decision[StandardOutcomes.Urgency].Should().Be("high");
        decision.SourceOf(StandardOutcomes.Urgency).Should().Be(new RuleHit("priority", 1, "sent-as-important"));
        decision.SourceOf(StandardOutcomes.Priority).Should().Be(new RuleHit("priority", 1, RuleHit.Matrix));
    }

    [Fact]
    public async Task A_mail_that_says_it_is_not_urgent_is_not()
    {
        var decision = (await ChainAsync()).Decide(Mail("Monitor flickers", "This is not urgent at all."));

        decision[StandardOutcomes.Urgency].Should().Be("low");
    }

    [Fact]
    public async Task A_type_chosen_on_a_form_is_kept_and_seen_by_the_later_sets()
    {
        var facts = Mail("Hello", "Something is strange.").Set(StandardFields.Decided(StandardOutcomes.Type), "problem");

        var decision = (await ChainAsync()).Decide(facts);

        decision[StandardOutcomes.Type].Should().Be("problem");
        decision.SourceOf(StandardOutcomes.Type)!.Value.Rule.Should().Be(RuleHit.Given);
        decision[StandardOutcomes.Impact].Should().Be("medium");
    }

    [Theory]
    [InlineData("category.json")]
    [InlineData("priority.json")]
    [InlineData("routing.json")]
    public async Task A_shipped_set_survives_reading_and_writing(string file)
    {
        var json = await File.ReadAllTextAsync(Path.Combine(RulesDirectory.Path, file));
        var set = RuleSetReader.Read(json, file);

        var written = RuleSetWriter.Write(set);

        RuleSetWriter.Write(RuleSetReader.Read(written, file)).Should().Be(written);
        System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(json), System.Text.Json.Nodes.JsonNode.Parse(written)).Should().BeTrue();
    }
}
