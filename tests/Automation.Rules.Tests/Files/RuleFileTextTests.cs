using System.Text;
using Automation.Rules.Files;

namespace Automation.Rules.Tests.Files;

public sealed class RuleFileTextTests : IDisposable
{
    private const string Set = """{ "name": "demo", "version": 1, "hitPolicy": "first", "rules": [], "otherwise": { "team": "störung" } }""";

    private readonly string _folder = Directory.CreateTempSubdirectory("rule-text").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("utf-32", true)]
    [InlineData("utf-32", false)]
    [InlineData("utf-32BE", true)]
    [InlineData("utf-32BE", false)]
    public async Task The_files_of_a_folder_are_read_in_every_Unicode_form(string name, bool isMarked)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] mark = isMarked ? encoding.GetPreamble() : [];
        await WriteAsync("demo.json", [.. mark, .. encoding.GetBytes(Set)]);
        await WriteAsync("lists.json", [.. mark, .. encoding.GetBytes("""{ "lists": { "words": { "values": ["störung"] } } }""")]);
        await WriteAsync("categories.json", [.. mark, .. encoding.GetBytes("""{ "categories": [{ "path": "störung" }] }""")]);

        var folder = await RuleFolder.LoadAsync(_folder, default);

        folder.Sets.Should().ContainSingle().Which.Otherwise[0].Values.Should().Equal("störung");
        folder.Lists.Find("words")!.Values.Should().Equal("störung");
        folder.Categories.All.Should().ContainSingle().Which.Path.Should().Be("störung");
    }

    [Fact]
    public async Task A_file_in_an_older_encoding_is_told_with_the_place_of_its_first_letter_and_what_to_do()
    {
        await WriteAsync("demo.json", Encoding.Latin1.GetBytes(Set.Replace("\"rules\"", "\n\"rules\"", StringComparison.Ordinal)));

        var problem = (await FluentActions.Awaiting(() => RuleFolder.LoadAsync(_folder, default)).Should().ThrowAsync<RuleFileException>()).Which.Problems.Should().ContainSingle().Which;

        (problem.File, problem.Line, problem.Column).Should().Be((Path.Combine(_folder, "demo.json"), 2, 40));
        problem.Reason.Should().Be("The file is not in UTF-8 (byte 0xF6): an older encoding such as Windows-1252 is not known by its bytes. Save it as UTF-8.");
    }

    [Fact]
    public void A_file_that_ends_within_a_character_is_told_to_be_cut_off()
    {
        var act = () => RuleFileText.Of(Encoding.Unicode.GetBytes(Set).AsSpan(..^1), "demo.json");

        act.Should().Throw<RuleFileException>().Which.Problems.Should().ContainSingle().Which.Reason.Should().Contain("UTF-16").And.Contain("Save it as UTF-8");
    }

    private Task WriteAsync(string name, byte[] bytes) => File.WriteAllBytesAsync(Path.Combine(_folder, name), bytes);
}
