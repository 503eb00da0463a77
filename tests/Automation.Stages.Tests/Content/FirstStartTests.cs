using Automation.Stages.Tests.Desk;
using Automation.Tests.Databases;

namespace Automation.Stages.Tests.Content;

/// <summary>A broken file at the very first start: there is no last good version, and nobody is told that there were.</summary>
public sealed class FirstStartTests() : DeskTest(new SqliteTestDatabase())
{
    protected override bool LoadsShippedContent => false;

    [Theory]
    [InlineData("rules/priority.json", "{ broken", "nothing in it counts")]
    [InlineData("templates/acknowledgement/body.de.liquid", "{% if ticket %}", "mails do without it")]
    [InlineData("workflows/log.json", "{ broken", "nothing runs it")]
    [InlineData("workflows/log.json", "{ \"definitionId\": \"log\" }", "nothing runs it")]
    public async Task What_a_broken_file_means_without_an_earlier_version_is_said(string file, string text, string words)
    {
        using var content = new ContentFolderCopy();
        content.Write(file, text);
        await Desk.LoadAsync(content.Root);
        Desk.Problems.Current.Should().ContainSingle().Which.Message.Should().Contain(file).And.Contain(words).And.NotContain("last good");

        await Desk.LoadAsync();
        Desk.Problems.Current.Should().BeEmpty();
        await Desk.LoadAsync(content.Root);
        Desk.Problems.Current.Should().ContainSingle().Which.Message.Should().Contain("last good version stays in use");
    }
}
