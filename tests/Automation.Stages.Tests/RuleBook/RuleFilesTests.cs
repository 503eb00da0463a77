using System.IO.Compression;
using System.Text;
using Automation.Stages.RuleBook;

namespace Automation.Stages.Tests.RuleBook;

public sealed class RuleFilesTests
{
    [Fact]
    public async Task A_file_counts_by_its_name_whatever_folder_it_stood_in()
    {
        var files = new RuleFiles();

        await files.AddZipAsync(Zip("rules/routing.json", "lists.json", "rules/readme.txt", "rules/"), null, default);

        files.Texts.Should().BeEquivalentTo(new Dictionary<string, string> { ["routing.json"] = "{}", ["lists.json"] = "{}" });
    }

    [Fact]
    public async Task Two_files_of_one_name_in_a_zip_are_refused_and_both_are_named()
    {
        var add = () => new RuleFiles().AddZipAsync(Zip("old/routing.json", "new/routing.json"), null, default);

        (await add.Should().ThrowAsync<InvalidDataException>()).WithMessage("\"old/routing.json\" and \"new/routing.json\" are both rules/routing.json; leave one of them out.");
    }

    [Fact]
    public async Task Two_files_of_one_name_chosen_together_are_refused_and_both_are_named()
    {
        var files = new RuleFiles();
        await files.AddZipAsync(Zip("routing.json"), "here.zip", default);

        var add = () => files.AddAsync("routing.json", new MemoryStream("{}"u8.ToArray()), default);

        (await add.Should().ThrowAsync<InvalidDataException>()).WithMessage("\"here.zip/routing.json\" and \"routing.json\" are both rules/routing.json; leave one of them out.");
        files.Texts.Should().ContainSingle();
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public async Task A_file_in_any_Unicode_form_is_read_with_its_mark_and_without(string name)
    {
        const string Text = "{ \"name\": \"größer 😀\" }";
        var encoding = Encoding.GetEncoding(name);
        var files = new RuleFiles();

        await files.AddAsync("marked.json", new MemoryStream([.. encoding.GetPreamble(), .. encoding.GetBytes(Text)]), default);
        await files.AddAsync("bare.json", new MemoryStream(encoding.GetBytes(Text)), default);

        files.Texts.Values.Should().Equal(Text, Text);
    }

    [Fact]
    public async Task A_file_in_an_older_encoding_is_refused_with_its_name_and_what_to_do() =>
        await FluentActions.Awaiting(() => new RuleFiles().AddAsync("old.json", new MemoryStream(Encoding.Latin1.GetBytes("{\n\"name\": \"Störung\"}")), default)).Should().ThrowAsync<InvalidDataException>()
            .WithMessage("*old.json(2,12): The file is not in UTF-8 (byte 0xF6): an older encoding such as Windows-1252 is not known by its bytes. Save it as UTF-8.*");

    [Theory]
    [InlineData(null, "What was sent is no zip file, or a damaged one.")]
    [InlineData("rules.zip", "\"rules.zip\" is no zip file, or a damaged one.")]
    public async Task A_file_that_is_no_zip_is_refused(string? name, string reason) =>
        await FluentActions.Awaiting(() => new RuleFiles().AddZipAsync(new MemoryStream(Encoding.UTF8.GetBytes("not a zip")), name, default)).Should().ThrowAsync<InvalidDataException>().WithMessage(reason);

    [Fact]
    public async Task A_file_that_is_no_json_by_its_name_is_refused_and_not_read_as_one() =>
        await FluentActions.Awaiting(() => new RuleFiles().AddAsync("notes.txt", new MemoryStream("Dear all"u8.ToArray()), default)).Should().ThrowAsync<InvalidDataException>().WithMessage("\"notes.txt\" is no rule file*");

    private static MemoryStream Zip(params string[] paths)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var path in paths)
            {
                using var entry = zip.CreateEntry(path).Open();
                if (!path.EndsWith('/'))
                    entry.Write("{}"u8);
            }
        }

        stream.Position = 0;
        return stream;
    }
}
