using System.Diagnostics;
using System.Globalization;
using Automation.Mail.Templates;

namespace Automation.Mail.Tests.Templates;

public class TemplateTests
{
    private static TemplateLoad Load(string body, string subject = "s") =>
        TemplateSet.Load([new("t/subject.liquid", subject), new("t/body.liquid", body)]);

    private static (RenderedTemplate? Text, TemplateProblem? Problem) Render(string body, TemplateValues? values = null, string subject = "s")
    {
        var load = Load(body, subject);
        if (load.Problems.Count > 0)
            return (null, load.Problems[0]);
        load.Set.TryRender("t", null, values ?? new(), out var text, out var problem);
        return (text, problem);
    }

    [Fact]
    public void Words_of_strangers_are_encoded_in_bodies_and_not_in_subjects()
    {
        var values = new TemplateValues().Set("ticket.subject", "<b>Ü & ü</b>\r\nBcc: x@y.example");
        var (text, _) = Render("{{ ticket.subject }}{{ ticket.subject | raw }}", values, "{{ ticket.subject }}");
        text.Should().BeNull("raw is not a filter here");
        text = Render("{{ ticket.subject }}", values, "{{ ticket.subject }}").Text;
        text!.HtmlBody.Should().StartWith("&lt;b&gt;Ü &amp; ü&lt;/b&gt;");
        text.Subject.Should().Be("<b>Ü & ü</b> Bcc: x@y.example");
    }

    [Fact]
    public void Html_we_cleaned_ourselves_stands_as_it_is() =>
        Render("{{ reply }}", new TemplateValues().SetSafeHtml("reply", "<p>Hi</p>")).Text!.HtmlBody.Should().Be("<p>Hi</p>");

    [Fact]
    public void A_missing_variable_is_left_blank_and_reported()
    {
        var (text, _) = Render("a{{ ticket.nonsense }}b{{ nothing }}c", new TemplateValues().Set("ticket.number", 1));
        text!.HtmlBody.Should().Be("abc");
        text.MissingVariables.Should().NotBeEmpty().And.Contain(m => m.Contains("nothing", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("x\n{% if %}", 2)]
    [InlineData("x\n\n{% nonsense %}", 3)]
    [InlineData("{{ a", 1)]
    [InlineData("{% for i in (1..3) %}", 1)]
    [InlineData("{% for i in (1..3) %}{% endfor %}\n\n{% for i in (1 .. 99999) %}{% endfor %}", 3)]
    [InlineData("a\n{{ (1..n) }}", 2)]
    [InlineData("a\n(1..99999)\n{% for i in (1..n) %}{% endfor %}", 3)]
    [InlineData("a\n\n\n{%- include 'x' -%}", 4)]
    [InlineData("a\n{% render 'x' %}", 2)]
    public void A_broken_template_is_reported_with_file_and_line(string body, int line)
    {
        var problem = Load(body).Problems.Should().ContainSingle().Subject;
        problem.File.Should().Be("t/body.liquid");
        problem.Line.Should().Be(line);
        problem.Reason.Should().NotBeNullOrWhiteSpace();
    }

    [Fact]
    public void A_broken_file_keeps_its_last_good_version_and_all_broken_ones_are_named()
    {
        var good = Load("good").Set;
        var load = TemplateSet.Load([new("t/subject.liquid", "{% bad"), new("t/body.liquid", "{{ bad"), new("u/body.liquid", "{% worse %}")], good);
        load.Problems.Select(p => p.File).Should().Equal("t/subject.liquid", "t/body.liquid", "u/body.liquid");
        load.Set.TryRender("t", null, new(), out var text, out _).Should().BeTrue();
        text!.HtmlBody.Should().Be("good");
    }

    [Fact]
    public void The_language_falls_back_from_region_to_language_to_default()
    {
        var set = TemplateSet.Load([new("t/subject.liquid", "en"), new("t/subject.de.liquid", "de"), new("t/body.liquid", "en"), new("t/body.de.liquid", "de"), new("t/body.de-CH.liquid", "ch")]).Set;
        set.TryRender("t", "de-CH", new(), out var text, out _).Should().BeTrue();
        (text!.Subject, text.HtmlBody).Should().Be(("de", "ch"));
        set.TryRender("t", "de-AT", new(), out text, out _).Should().BeTrue();
        text!.HtmlBody.Should().Be("de");
        set.TryRender("t", "fr", new(), out text, out _).Should().BeTrue();
        text!.HtmlBody.Should().Be("en");
    }

    [Fact]
    public void An_unknown_template_is_a_problem_not_an_exception()
    {
        TemplateSet.Empty.TryRender("t", "de", new(), out var text, out var problem).Should().BeFalse();
        text.Should().BeNull();
        problem!.File.Should().Be("t/subject.liquid");
    }

    [Theory]
    [InlineData("{% for i in (1..1000) %}{% for j in (1..1000) %}x{% endfor %}{% endfor %}")]
    [InlineData("{% for i in (1..2000000000) %}x{% endfor %}")]
    [InlineData("{% assign n = 2000000000 %}{% for i in (1..n) %}x{% endfor %}")]
    [InlineData("{% assign x = 'aaaaaaaaaa' %}{% for i in (1..100) %}{% assign x = x | append: x %}{% endfor %}{{ x }}")]
    [InlineData("{% assign x = 'aaaaaaaaaa' %}{% for i in (1..100) %}{% capture x %}{{ x }}{{ x }}{% endcapture %}{% endfor %}{{ x }}")]
    [InlineData("{% assign x = 'aaaaaaaaaa' %}{% for i in (1..9) %}{% assign x = x | append: x %}{% endfor %}{% assign x = x | replace: 'a', x | replace: 'a', x %}{{ x }}")]
    [InlineData("{% assign x = 'a,a' | split: ',' %}{% for i in (1..50) %}{% assign x = x | concat: x %}{% endfor %}")]
    [InlineData("{{ '2026-01-01' | date: '%999999999d' }}")]
    [InlineData("{{ 'now' | date: '%Y' }}")]
    [InlineData("{% include 'secrets' %}")]
    [InlineData("{% render 'secrets' %}")]
    [InlineData("{{ 'x' | format_string }}")]
    public void A_hostile_template_costs_little_and_is_named(string body)
    {
        var watch = Stopwatch.StartNew();
        var (text, problem) = Render(body);
        text.Should().BeNull();
        problem!.File.Should().Be("t/body.liquid");
        problem.Reason.Should().NotBeNullOrWhiteSpace();
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_template_with_too_many_steps_is_told_so_with_what_to_do()
    {
        var (_, problem) = Render("{% for i in (1..900) %}{% for j in (1..900) %}x{% endfor %}{% endfor %}");
        problem!.Reason.Should().Contain("10,000 steps").And.Contain("fewer items").And.NotContain("recursion");
    }

    [Fact]
    public void Templates_that_would_exhaust_the_stack_are_refused_before_they_are_parsed()
    {
        static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
        Load(Repeat("{% if a %}", 5_000)).Problems[0].Reason.Should().Contain("nested");
        Load("{{ " + Repeat("a[", 500) + " }}").Problems.Should().NotBeEmpty();
        Load("{% if a " + Repeat("and a ", 9_000) + "%}{% endif %}").Problems[0].Reason.Should().Contain("characters");
        Load(new string('x', 100_000)).Problems[0].Reason.Should().Contain("characters");
    }

    [Fact]
    public async Task The_shipped_acknowledgement_says_number_meaning_time_and_how_to_go_on()
    {
        var load = TemplateSet.Load((await TemplateFolder.ReadAsync(ShippedFolder(), CancellationToken.None)).Sources);
        load.Problems.Should().BeEmpty();
        var values = new AcknowledgementValues(
            "HD-123", "[HD-123]", "Printer <2>", "service-request", "P2", "Printing", new DateTimeOffset(2026, 11, 24, 13, 0, 0, TimeSpan.Zero), "Ann", "Contoso Help Desk", null,
            TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).ToTemplateValues();

        load.Set.TryRender("acknowledgement", "en-US", values, out var english, out var problem).Should().BeTrue($"{problem}");
        english!.Subject.Should().Be("[HD-123] We have your message: Printer <2>");
        english.HtmlBody.Should().Contain("Printer &lt;2&gt;");
        System.Net.WebUtility.HtmlDecode(english.HtmlBody).Should().ContainAll("Ticket HD-123 is open", ">Service request<", ">High<", "Printing", "24 November 2026", "14:00 (Berlin, UTC+1)", "reply to this mail", "=== Please write above this line ===", "Hello Ann,");
        english.MissingVariables.Should().BeEmpty();

        load.Set.TryRender("acknowledgement", "de-CH", values, out var german, out _).Should().BeTrue();
        german!.Language.Should().Be("de");
        System.Net.WebUtility.HtmlDecode(german.HtmlBody).Should().ContainAll(">Anfrage<", ">hoch<", "Dienstag, 24. November 2026", "14:00 (Berlin, UTC+1)", "Antwort bis", "Guten Tag Ann,");
    }

    [Theory]
    [InlineData("en", "We will look at it", ">Kind<", "understood")]
    [InlineData("de", "Wir sehen sie uns an", ">Art<", "verstanden:")]
    public async Task What_was_not_understood_is_not_said_to_be(string language, string instead, params string[] unsaid)
    {
        var set = TemplateSet.Load((await TemplateFolder.ReadAsync(ShippedFolder(), CancellationToken.None)).Sources).Set;
        var values = new AcknowledgementValues("HD-1", "[HD-1]", "", null, "P4", "Service Desk", null, null, "Desk", null, TimeZoneInfo.Utc).ToTemplateValues();
        set.TryRender("acknowledgement", language, values, out var text, out _).Should().BeTrue();
        System.Net.WebUtility.HtmlDecode(text!.HtmlBody).Should().Contain(instead).And.Contain("Service Desk").And.NotContainAny(unsaid);
    }

    [Theory]
    [InlineData("incident", "P4", "Incident", "Normal")]
    [InlineData("an-own-type", "VIP", "an-own-type", "VIP")]
    public async Task A_type_or_priority_without_a_word_in_the_template_is_said_as_it_is(string type, string priority, string kind, string urgency)
    {
        var set = TemplateSet.Load((await TemplateFolder.ReadAsync(ShippedFolder(), CancellationToken.None)).Sources).Set;
        var values = new AcknowledgementValues("HD-1", "[HD-1]", "x", type, priority, null, null, null, "Desk", null, TimeZoneInfo.Utc).ToTemplateValues();
        set.TryRender("acknowledgement", "en", values, out var text, out _).Should().BeTrue();
        text!.HtmlBody.Should().ContainAll($">{kind}<", $">{urgency}<");
    }

    [Theory]
    [InlineData("Europe/London", "2026-01-05T09:00Z", "09:00 (London, UTC)")]
    [InlineData("Europe/London", "2026-07-05T09:00Z", "10:00 (London, UTC+1)")]
    [InlineData("America/New_York", "2026-07-05T09:00Z", "05:00 (New York, UTC-4)")]
    [InlineData("Asia/Kolkata", "2026-07-05T09:00Z", "14:30 (Kolkata, UTC+5:30)")]
    [InlineData("Etc/UTC", "2026-07-05T09:00Z", "09:00 (UTC)")]
    public void A_time_names_the_readers_city_and_offset(string zone, string instant, string expected)
    {
        var values = new TemplateValues { TimeZone = TimeZoneInfo.FindSystemTimeZoneById(zone) }.Set("at", DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture));
        var set = TemplateSet.Load([new("t/subject.liquid", "s"), new("t/body.liquid", "{{ at | local_time }}")]).Set;
        set.TryRender("t", "en-GB", values, out var text, out _).Should().BeTrue();
        System.Net.WebUtility.HtmlDecode(text!.HtmlBody).Should().EndWith(expected);
    }

    [Fact]
    public void The_built_in_acknowledgement_needs_nothing()
    {
        var text = BuiltInAcknowledgement.Render(new TemplateValues().Set("ticket.number", 7).Set("ticket.tag", "[HD-7]").Set("ticket.subject", "<x>").Set("ticket.answer_by", new DateTimeOffset(2026, 1, 1, 9, 0, 0, TimeSpan.Zero)));
        text.Subject.Should().Be("[HD-7] <x>");
        text.HtmlBody.Should().ContainAll("ticket 7", "2026-01-01 09:00 +00:00");
    }

    [Fact]
    public async Task A_rendered_acknowledgement_does_not_come_back_as_new_text()
    {
        var set = TemplateSet.Load((await TemplateFolder.ReadAsync(ShippedFolder(), CancellationToken.None)).Sources).Set;
        var values = new AcknowledgementValues("HD-1", "[HD-1]", "x", null, null, null, null, null, "Desk", null, TimeZoneInfo.Utc).ToTemplateValues();
        foreach (var language in new[] { "en", "de" })
        {
            set.TryRender("acknowledgement", language, values, out var text, out _).Should().BeTrue();
            var reply = Mails.Some.Html($"<p>One more thing.</p>{text!.HtmlBody}", Mails.Some.Answer);
            Automation.Mail.Cleaning.MailCleaner.Clean(reply).NewText.Should().Be("One more thing.");
        }
    }

    private static string ShippedFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Automation.sln")))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, "templates");
    }
}
