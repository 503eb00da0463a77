using Automation.Mail.Cleaning;

namespace Automation.Mail.Tests.Cleaning;

public class PlainLineTests
{
    [Theory]
    [InlineData("Printer on fire", "Printer on fire")]
    [InlineData("two\r\n lines\tand\u2028more", "two lines and more")]
    [InlineData("\u001b[31mred\u0000\u0007", "[31mred")]
    [InlineData("inv\u202Ecod.exe", "invcod.exe")]
    [InlineData("\u2066a\u2069 \u202Ab\u202C", "a b")]
    [InlineData("שלום \u200Fabc\u200E", "שלום \u200Fabc\u200E")]
    [InlineData("family \U0001F468\u200D\U0001F469\u200D\U0001F467", "family \U0001F468\u200D\U0001F469\u200D\U0001F467")]
    [InlineData("", "")]
    public void A_line_hides_and_turns_nothing_and_keeps_what_languages_need(string text, string expected) => PlainLine.Of(text).Should().Be(expected);

    [Fact]
    public void Half_a_character_is_shown_as_one_that_cannot_be_read() => PlainLine.Of("half \ud83d").Should().Be("half \uFFFD");

    [Theory]
    [InlineData("plan.pdf", "plan.pdf")]
    [InlineData("inv\u202Ecod\r\nX-Evil:1.exe", "invcod X-Evil:1.exe")]
    [InlineData("../../evil.html", "evil.html")]
    [InlineData("C:\\Users\\ann\\plan.pdf", "plan.pdf")]
    [InlineData("  ", "")]
    [InlineData("folder/", "")]
    public void The_name_of_a_file_is_the_last_part_of_a_path_on_one_line(string name, string expected) => FileName.Of(name).Should().Be(expected);

    [Fact]
    public void A_name_is_cut_between_characters() => FileName.Of(new string('x', 199) + "\U0001F600.pdf").Should().Be(new string('x', 199));
}
