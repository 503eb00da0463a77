using Automation.Workflows.Tests.Support;

namespace Automation.Workflows.Tests.Validation;

public sealed class Liquid_that_is_not_there : Checking
{
    [Theory]
    [InlineData("Dear\n{{ Variables.Name | upcaze }}", "upcaze", 2, 21, "'upcase'")]
    [InlineData("{{ 'a | shout' | shout: 2 }}", "shout", 1, 18, "no filter")]
    [InlineData("{% raw %}{{ x | shout }}{% endraw %}\n{% assign y = x | downcase | shout %}", "shout", 2, 30, "no filter")]
    [InlineData("{% if true %}{% for i in list %}{{ i | shout }}{% endfor %}{% endif %}", "shout", 1, 40, "no filter")]
    public void A_filter_there_is_none_of_is_refused_with_its_place(string template, string filter, int line, int column, string words) =>
        ShouldBeRefused(Problems(Json.Line("Greet", Json.Liquid(template))), "unknown-filter", $"'Greet', Text, line {line}, column {column}: ", $"'{filter}'", words);

    [Theory]
    [InlineData("a\n {% include 'footer' %}", "include", 2, 5)]
    [InlineData("{% render 'footer' %}", "render", 1, 4)]
    public void A_template_in_a_file_is_refused_with_its_place(string template, string tag, int line, int column) =>
        ShouldBeRefused(Problems(Json.Line("Greet", Json.Liquid(template))), "no-template-files", $"'Greet', Text, line {line}, column {column}: ", $"'{tag}'");

    [Fact]
    public void Each_is_told() =>
        Problems(Json.Line("Greet", Json.Liquid("{{ a | one }}{{ b | two }}{{ c | one }}"))).Select(problem => problem.Column).Should().Equal(8, 21);

    [Fact]
    public void The_filters_there_are_are_right() =>
        Problems(Json.Line("Greet", Json.Liquid("{{ Variables.x | json | base64 | upcase | default: 'y' | replace: 'a', 'b' }}{% comment %}{% include 'x' %}{% endcomment %}"))).Should().BeEmpty();

    [Fact]
    public async Task What_was_published_with_one_before_goes_on_as_it_did()
    {
        await Desk.PublishAsync(Json.Workflow("w", Json.Line("L", Json.Liquid("{{ 'a' | shout }}"))));
        (await Desk.StartAsync("w")).Runs.Single().Lines.Should().Equal("a");
    }
}
