using Automation.Tickets.Sla;
using Automation.Tickets.Sla.Format;
using static Automation.Tickets.Tests.Sla.SlaSamples;

namespace Automation.Tickets.Tests.Sla.Format;

public sealed class SlaBookReaderTests
{
    private const string Good = """
        {
          // a comment is welcome
          "calendars": [
            { "name": "National", "timeZone": "Europe/Berlin", "holidays": [ { "name": "New Year", "yearly": "01-01" } ] },
            {
              "name": "Office",
              "basedOn": "National",
              "hours": { "weekdays": ["08:00-12:00", "13:00-17:00"], "friday": ["08:00-14:00"] },
              "holidays": [ { "name": "Trip", "date": "2027-01-07", "until": "2027-01-08" } ],
              "openings": [ { "name": "Saturday", "date": "2027-01-09", "hours": ["09:00-12:00"] } ],
            },
            { "name": "Shift", "basedOn": "National", "hours": "always" },
          ],
          "policies": [
            {
              "name": "Standard", "calendar": "Office", "pausesResponses": true,
              "targets": { "P1": { "firstResponse": "15m", "resolution": "1h30m", "calendar": "24x7" }, "P4": { "resolution": "40h", "nextResponse": "8h" } }
            }
          ],
          "defaultPolicy": "Standard"
        }
        """;

    [Fact]
    public void A_book_is_read_as_it_is_written()
    {
        var book = SlaBookReader.Read(Good, "sla.json");
        book.Default.Name.Should().Be("Standard");
        book.Default.PausesResponses.Should().BeTrue();
        book.Calendars.Select(calendar => calendar.Name).Should().BeEquivalentTo("Office", "Shift");
        var office = book.FindCalendar("office")!;
        office.IsOpen(Jan(1, 10)).Should().BeFalse("it is New Year in the base");
        office.NextOpen(Jan(6, 17)).Should().Be(Jan(9, 9), "the trip closes two days and the Saturday is opened");
        office.IsOpen(Jan(15, 15)).Should().BeFalse("Friday has its own hours");
        book.FindCalendar("Shift")!.Add(Jan(4, 0), Hours(30)).Should().Be(Jan(5, 6));
        book.Default.For(SlaPriority.P1).Should().Be(new SlaTargets(Minutes(15), Minutes(90), null, Automation.Tickets.Calendars.BusinessCalendar.AlwaysOpen));
        book.Default.For(SlaPriority.P4).Should().Be(new SlaTargets(null, Hours(40), Hours(8)));
        book.Default.For(SlaPriority.P2).Should().BeNull();
    }

    [Theory]
    [InlineData("\"13:00-17:00\"", "\"13:00-25:00\"", 8, "calendars[1].hours.weekdays[1]", "08:00-12:00")]
    [InlineData("\"13:00-17:00\"", "\"11:00-17:00\"", 8, "calendars[1].hours.weekdays", "overlap")]
    [InlineData("\"friday\"", "\"fryday\"", 8, "calendars[1].hours.fryday", "friday")]
    [InlineData("Europe/Berlin", "Europe/Barlin", 4, "calendars[0].timeZone", "Europe/Barlin")]
    [InlineData("\"2027-01-07\"", "\"7.1.2027\"", 9, "calendars[1].holidays[0].date", "2027-04-05")]
    [InlineData("\"until\": \"2027-01-08\"", "\"until\": \"2026-01-08\"", 9, "calendars[1].holidays[0].until", "before")]
    [InlineData("\"01-01\"", "\"02-30\"", 4, "calendars[0].holidays[0].yearly", "02-30")]
    [InlineData(", \"hours\": [\"09:00-12:00\"]", "", 10, "calendars[1].openings[0]", "needs hours")]
    [InlineData("\"yearly\": \"01-01\"", "\"hours\": []", 4, "calendars[0].holidays[0]", "either")]
    [InlineData("\"basedOn\": \"National\",\n      \"hours\"", "\"basedOn\": \"Nation\", \"timeZone\": \"Etc/UTC\",\n      \"hours\"", 7, "calendars[1].basedOn", "Nation")]
    [InlineData("\"timeZone\": \"Europe/Berlin\"", "\"basedOn\": \"Office\"", 7, "calendars[1].basedOn", "based on each other")]
    [InlineData("\"Shift\"", "\"Office\"", 12, "calendars[2]", "Two calendars")]
    [InlineData("\"calendar\": \"Office\"", "\"calendar\": \"Ofice\"", 16, "policies[0].calendar", "Office, Shift, 24x7")]
    [InlineData("\"calendar\": \"Office\"", "\"calendar\": \"National\"", 16, "policies[0].calendar", "no hours")]
    [InlineData("\"40h\"", "\"5d\"", 17, "policies[0].targets.P4.resolution", "depends on the calendar")]
    [InlineData("\"40h\"", "\"0h\"", 17, "policies[0].targets.P4.resolution", "1h30m")]
    [InlineData("\"40h\"", "40", 17, "policies[0].targets.P4.resolution", "text")]
    [InlineData("\"P4\"", "\"P5\"", 17, "policies[0].targets.P5", "P1, P2, P3, P4")]
    [InlineData("\"pausesResponses\": true", "\"pausesResponses\": \"yes\"", 16, "policies[0].pausesResponses", "true or false")]
    [InlineData("\"defaultPolicy\": \"Standard\"", "\"defaultPolicy\": \"Gold\"", 20, "defaultPolicy", "Standard")]
    [InlineData(",\n  \"defaultPolicy\": \"Standard\"", "", 1, "", "defaultPolicy")]
    [InlineData("\"targets\"", "\"target\"", 17, "policies[0].target", "targets")]
    public void A_mistake_is_told_with_its_line_its_place_and_its_cure(string right, string wrong, int line, string path, string words)
    {
        Good.Should().Contain(right);
        var read = () => SlaBookReader.Read(Good.Replace(right, wrong, StringComparison.Ordinal), "sla/sla.json");
        var error = read.Should().Throw<SlaFormatException>().Which;
        error.Problems.Should().Contain(problem => problem.Line == line && problem.Path == path && problem.Message.Contains(words), "of {0}", error.Message);
        error.Message.Should().Contain($"sla/sla.json({line}): ");
        error.Problems.Should().HaveCountLessThanOrEqualTo(2, "one mistake is not told again by all that refer to it: {0}", error.Message);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var read = () => SlaBookReader.Read(Good.Replace("15m", "soon").Replace("40h", "later").Replace("01-01", "1 Jan"), "sla.json");
        read.Should().Throw<SlaFormatException>().Which.Problems.Should().HaveCount(3);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"calendars\": [ }")]
    public void What_is_not_json_is_told_with_its_line(string text) =>
        FluentActions.Invoking(() => SlaBookReader.Read(text, "sla.json")).Should().Throw<SlaFormatException>().WithMessage("sla.json(1): This is not JSON*");

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{ \"calendars\": {}, \"policies\": [ 1 ], \"defaultPolicy\": null }")]
    [InlineData("{ \"calendars\": [ 1, null, { \"name\": 7 } ], \"policies\": 5, \"defaultPolicy\": [] }")]
    public void Json_of_another_shape_is_a_mistake_and_not_a_crash(string text) =>
        FluentActions.Invoking(() => SlaBookReader.Read(text, "sla.json")).Should().Throw<SlaFormatException>();

    [Fact]
    public void The_book_that_is_shipped_can_be_read_and_promises_something_for_every_priority()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Automation.sln")))
            root = root.Parent ?? throw new DirectoryNotFoundException("Automation.sln is in no folder above the tests.");
        var book = SlaBookReader.Read(File.ReadAllText(Path.Combine(root.FullName, "sla", "sla.json")), "sla/sla.json");
        foreach (var priority in Enum.GetValues<SlaPriority>())
            new SlaCalculator(book).State([SlaFact.Opened(Jan(4, 9), priority, book.Default.Name)], Jan(4, 9)).Clocks
                .Should().HaveCount(2).And.OnlyContain(clock => clock.Due > Jan(4, 9));
    }
}
