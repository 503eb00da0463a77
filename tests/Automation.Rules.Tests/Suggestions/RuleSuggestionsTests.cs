using Automation.Rules.Analysis;
using Automation.Rules.Compilation;
using Automation.Rules.Fields;
using Automation.Rules.Files;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using Automation.Rules.Replay;
using Automation.Rules.Suggestions;
using static Automation.Rules.Tests.Evaluation.RuleWriting;

namespace Automation.Rules.Tests.Suggestions;

public sealed class RuleSuggestionsTests
{
    private static readonly RuleSet Categories = Set(HitPolicy.First,
        Rule("printers", Where(StandardFields.Subject, Operator.ContainsAnyWord, "printer"), StandardOutcomes.Category, "printing"),
        Rule("phones", Where(StandardFields.Subject, Operator.ContainsAnyWord, "phone"), StandardOutcomes.Category, "hardware")) with
    {
        Otherwise = [new OutcomeValue(StandardOutcomes.Category, ["software"])],
    };

    private static readonly RuleChain Chain = RuleChain.Compile([Categories]);

    // A synthetic history: people put toner and cartridges to printing, all mails of one vendor to maintenance, invoices of
    // one partner (but of nobody else) to finance, and call what the phone rule says wrong; three in a hundred they err.
    private static PastTicket[] History(int count, int seed = 5)
    {
        var random = new Random(seed);
        string[] filler = [.. Enumerable.Range(0, 400).Select(i => $"word{(char)('a' + i % 26)}{(char)('a' + i / 26)}")];
        string[] words = ["toner", "Cartridge", "printer", "invoice", "phone"];
        string[] domains = ["contoso.example", "fabrikam.example", "partner.example", "vendor.example", "other.example"];
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var domain = domains[random.Next(domains.Length)];
            string[] telling = domain == "vendor.example" || random.Next(5) > 1 ? [] : [words[random.Next(words.Length)]];
            var subject = string.Join(' ', telling.Concat(Enumerable.Range(0, 5).Select(_ => filler[random.Next(filler.Length)])).OrderBy(_ => random.Next()));
            var category = domain == "vendor.example" ? "maintenance"
                : telling.Contains("printer") ? "printing"
                : telling.Contains("phone") ? "telephony"
                : telling.Contains("toner") || telling.Contains("Cartridge") ? "printing"
                : telling.Contains("invoice") && domain == "partner.example" ? "finance"
                : "software";
            if (random.Next(100) < 3)
                category = "hardware";
            var facts = new FactSheet()
                .Set(StandardFields.Subject, subject)
                .Set(StandardFields.Body, string.Join(' ', Enumerable.Range(0, 40).Select(_ => filler[random.Next(filler.Length)])))
                .Set(StandardFields.SenderDomain, domain);
            return new PastTicket($"T-{i}", facts) { Settled = [new OutcomeValue(StandardOutcomes.Category, [category])] };
        })];
    }

    [Fact]
    public async Task The_words_and_domains_behind_the_corrections_are_found_and_nothing_else()
    {
        var report = await RuleSuggestions.FindAsync(Chain, Stream(History(6_000)));

        var byValue = report.Rules.ToDictionary(suggestion => suggestion.Rule.Then[0].Values[0]);
        byValue.Keys.Should().BeEquivalentTo("maintenance", "printing", "finance");
        Asked(byValue["maintenance"].Rule.When).Should().Equal("sender.domain=vendor.example");
        Asked(byValue["printing"].Rule.When).Should().BeEquivalentTo("subject=toner", "subject=cartridge");
        Asked(byValue["finance"].Rule.When).Should().BeEquivalentTo("subject=invoice", "sender.domain=partner.example");
        byValue["finance"].Rule.When.Should().BeOfType<AllOf>();
        report.Rules.Should().OnlyContain(suggestion => suggestion.HeldOut.Precision >= 0.9 && suggestion.HeldOut.Saved > 0 && suggestion.Set == "demo");
        report.Tickets.Should().Be(6_000);
    }

    private static Rule ToCategory(string name, string word) => Rule(name, Where(StandardFields.Subject, Operator.ContainsAnyWord, word), StandardOutcomes.Category, "printing");

    public static TheoryData<string, Rule> RulesThatDecideNothing => new()
    {
        { "shadowed", ToCategory("shadowed", "out of toner") },
        { "switched off", ToCategory("off", "paper") with { Enabled = false } },
        { "its time is over", ToCategory("over", "paper") with { Until = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) } },
        { "never holds", Rule("never", new AllOf([Where(StandardFields.Importance, Operator.Is, "high"), Where(StandardFields.Importance, Operator.Is, "low")]), StandardOutcomes.Category, "printing") },
    };

    [Theory]
    [MemberData(nameof(RulesThatDecideNothing))]
    public async Task A_rule_that_decides_nothing_does_not_call_proposals_to_its_set(string why, Rule rule)
    {
        var extras = Set(HitPolicy.First, Rule("tagged", Where(StandardFields.Subject, Operator.ContainsAnyWord, "toner", "cartridge", "invoice"), StandardOutcomes.Tags, "seen"), rule) with { Name = "extras" };
        var options = new SuggestionOptions { Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero) };

        var report = await RuleSuggestions.FindAsync(RuleChain.Compile([Categories, extras]), Stream(History(6_000)), options);

        report.Rules.Select(suggestion => (suggestion.Set, suggestion.Rule.Then[0].Values[0])).Should().BeEquivalentTo([("demo", "maintenance"), ("demo", "printing"), ("demo", "finance")], why);
        DecidingSet.For([Categories, extras with { Rules = [extras.Rules[0], ToCategory("reached", "paper")] }], StandardOutcomes.Category)!.Name.Should().Be("extras");
        DecidingSet.For([Categories, extras with { Rules = [ToCategory("reached", "paper")], Enabled = false }], StandardOutcomes.Category)!.Name.Should().Be("demo");
    }

    // A new desk: agents correct what is wrong, and nothing has been resolved yet.
    [Fact]
    public async Task Tickets_that_nobody_touched_part_the_corrected_ones_from_the_others()
    {
        var random = new Random(3);
        string[] filler = ["please help", "since monday", "thanks", "on floor two", "again today"];
        var history = Enumerable.Range(0, 150).Select(i =>
        {
            var isBadge = i % 3 == 0;
            var facts = new FactSheet()
                .Set(StandardFields.Subject, $"{(isBadge ? "Badge does not open" : "Mouse does not move")} {filler[random.Next(filler.Length)]}")
                .Set(StandardFields.SenderDomain, "contoso.example");
            return new PastTicket($"T-{i}", facts) { Settled = isBadge ? [new OutcomeValue(StandardOutcomes.Category, ["access"])] : null };
        }).ToArray();

        var report = await RuleSuggestions.FindAsync(Chain, Stream(history));

        report.Tickets.Should().Be(50, "those are what people decided");
        var rule = report.Rules.Should().ContainSingle().Which;
        Asked(rule.Rule.When).Should().OnlyContain(word => word == "subject=badge" || word == "subject=open" || word == "subject=badge does" || word == "subject=not open" || word == "subject=does not open");
        rule.HeldOut.Precision.Should().Be(1);
        report.Reviews.Should().BeEmpty("tickets that nobody touched say nothing of a rule");
    }

    // Agents correct one ticket in five of a kind, and have not come to the others yet.
    [Fact]
    public async Task Tickets_that_nobody_has_looked_at_do_not_outweigh_those_that_agents_corrected()
    {
        var random = new Random(4);
        var history = Enumerable.Range(0, 1_000).Select(i =>
        {
            var isBadge = i < 305;
            var facts = new FactSheet()
                .Set(StandardFields.Subject, $"{(isBadge ? "Badge of the gate" : "Mouse of the desk")} {(random.Next(2) == 0 ? "please" : "help")}")
                .Set(StandardFields.SenderDomain, "contoso.example");
            return new PastTicket($"T-{i}", facts) { Settled = isBadge && i % 5 == 0 ? [new OutcomeValue(StandardOutcomes.Category, ["access"])] : null };
        }).ToArray();

        var rule = (await RuleSuggestions.FindAsync(Chain, Stream(history))).Rules.Should().ContainSingle().Which;

        Asked(rule.Rule.When).Should().Equal("subject=badge");
        (rule.HeldOut.Hits, rule.HeldOut.Precision).Should().Match<(long Hits, double Precision)>(one => one.Hits > 60 && one.Precision == 1);
        rule.HeldOut.Untouched.Should().BeGreaterThan(rule.HeldOut.Hits / 2);

        var few = history.Select((ticket, i) => i % 20 == 0 ? ticket : ticket with { Settled = null });
        (await RuleSuggestions.FindAsync(Chain, Stream(few))).Rules.Should().BeEmpty("one in twenty is too few to move the others");
    }

    [Fact]
    public async Task Of_words_that_always_come_together_the_rarest_and_then_the_first_is_proposed()
    {
        // "zebra" and "apple" come with every corrected ticket; "apple" elsewhere too, where a rule decides.
        var history = Enumerable.Range(0, 200).Select(i => new PastTicket(
            $"T-{i}", new FactSheet().Set(StandardFields.Subject, i % 2 == 0 ? "zebra of apple" : "mouse of desk").Set(StandardFields.SenderDomain, "contoso.example"))
        { Settled = [new OutcomeValue(StandardOutcomes.Category, [i % 2 == 0 ? "access" : "software"])] });

        var report = await RuleSuggestions.FindAsync(Chain, Stream(history));

        Asked(report.Rules.Should().ContainSingle().Which.Rule.When).Should().Equal("subject=zebra");
    }

    [Fact]
    public async Task The_tickets_a_rule_is_measured_on_have_no_say_in_which_is_proposed()
    {
        var (options, history) = (new SuggestionOptions(), History(4_000));
        var denied = history.Select(ticket => LearntTicket.UseOf(ticket.Key, options.Seed, options.HeldOut) == TicketUse.Measure
            ? ticket with { Settled = [new OutcomeValue(StandardOutcomes.Category, ["denied"])] }
            : ticket);

        var (before, after) = ((await RuleSuggestions.FindAsync(Chain, Stream(history), options)).Rules, (await RuleSuggestions.FindAsync(Chain, Stream(denied), options)).Rules);

        before.Should().HaveCount(3);
        after.Select(suggestion => RuleSetWriter.Write(suggestion.Rule with { Description = null })).Should().BeEquivalentTo(before.Select(suggestion => RuleSetWriter.Write(suggestion.Rule with { Description = null })));
        after.Should().OnlyContain(suggestion => suggestion.HeldOut.Hits > 0 && suggestion.HeldOut.Precision == 0, "what is told is what they say");
        Enum.GetValues<TicketUse>().Select(use => history.Count(ticket => LearntTicket.UseOf(ticket.Key, options.Seed, options.HeldOut) == use)).Should().SatisfyRespectively(
            find => find.Should().BeInRange(1_800, 2_150), choose => choose.Should().BeInRange(700, 980), measure => measure.Should().BeInRange(1_050, 1_350));
    }

    [Fact]
    public async Task What_it_expects_is_what_a_replay_with_the_rule_at_the_end_gives()
    {
        var history = History(4_000);
        var report = await RuleSuggestions.FindAsync(Chain, Stream(history));
        report.Rules.Should().NotBeEmpty();
        foreach (var suggestion in report.Rules)
        {
            var draft = RuleChain.Compile([Categories with { Rules = [.. Categories.Rules, suggestion.Rule] }]);
            var replay = await new RuleReplay(Chain, draft).RunAsync(Stream(history));
            var hits = suggestion.Learnt.Hits + suggestion.HeldOut.Hits;
            replay.Rules.Single(rule => rule.Rule == suggestion.Rule.Name).After.Should().Be(hits);
            replay.Outcomes.Single().Moves.Should().OnlyContain(move => move.Before == "software", "it takes nothing from the rules that are there");
            var accuracy = replay.Outcomes.Single().Accuracy!;
            (accuracy.RightAfter - accuracy.RightBefore).Should().BePositive().And.BeLessThanOrEqualTo(suggestion.Learnt.Saved + suggestion.HeldOut.Saved);
        }
    }

    [Fact]
    public async Task A_rule_that_people_correct_is_put_up_for_review()
    {
        var report = await RuleSuggestions.FindAsync(Chain, Stream(History(3_000)));
        var review = report.Reviews[0];
        (review.Set, review.Rule).Should().Be(("demo", "phones"));
        review.Corrected.Should().BeGreaterThan(review.Hits * 9 / 10);
        review.To[0].Value.Should().Be("telephony");
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_proposals_and_another_keeps_other_tickets_back()
    {
        async Task<string> Find(int seed) =>
            string.Join("\n", (await RuleSuggestions.FindAsync(Chain, Stream(History(3_000)), new SuggestionOptions { Seed = seed })).Rules
                .Select(suggestion => $"{RuleSetWriter.Write(suggestion.Rule)} {suggestion.HeldOut}"));

        (await Find(1)).Should().Be(await Find(1)).And.NotBe(await Find(2));
        Enumerable.Range(0, 10_000).Count(i => LearntTicket.IsKeptBack($"T-{i}", 7, 0.3)).Should().BeInRange(2_800, 3_200);
    }

    [Fact]
    public async Task Corrections_without_a_pattern_give_no_proposal()
    {
        var random = new Random(3);
        var history = History(3_000).Select(ticket => ticket with
        {
            Settled = [new OutcomeValue(StandardOutcomes.Category, [random.Next(4) == 0 ? "network" : "software"])],
        }).ToArray();
        (await RuleSuggestions.FindAsync(Chain, Stream(history))).Rules.Should().BeEmpty();
    }

    [Fact]
    public async Task A_proposal_can_be_written_to_a_file_and_read_back_and_has_a_name_of_its_own()
    {
        var set = Categories with { Rules = [.. Categories.Rules, Rule("category-printing", Where(StandardFields.RequesterVip, true), StandardOutcomes.Category, "vip")] };
        var report = await RuleSuggestions.FindAsync(RuleChain.Compile([set]), Stream(History(3_000)));
        report.Rules.Select(suggestion => suggestion.Rule.Name).Should().Contain("category-printing-2");
        var written = RuleSetWriter.Write(set with { Rules = [.. set.Rules, .. report.Rules.Select(suggestion => suggestion.Rule)] });
        RuleSetWriter.Write(RuleSetReader.Read(written, "proposed.json", NamedLists.Empty)).Should().Be(written);
    }

    [Theory]
    [InlineData(10, 0, 100, 100, 14.42)]
    [InlineData(5, 5, 100, 100, 0)]
    public void A_feature_parts_as_much_as_the_likelihood_ratio_says(long rightWith, long wrongWith, long right, long wrong, double expected) =>
        Separation.LogLikelihood(rightWith, wrongWith, right, wrong).Should().BeApproximately(expected, 0.2);

    internal static async IAsyncEnumerable<PastTicket> Stream(IEnumerable<PastTicket> tickets)
    {
        foreach (var ticket in tickets)
        {
            await Task.CompletedTask;
            yield return ticket;
        }
    }

    private static IEnumerable<string> Asked(Condition condition) => condition switch
    {
        AllOf all => all.Parts.SelectMany(Asked),
        FieldCondition { Value: TextValue texts } field => texts.Items.Select(text => $"{field.Field}={text}"),
        _ => [],
    };
}
