using System.Globalization;
using Automation.EndToEnd.Architecture;
using Automation.EndToEnd.Harness;
using Xunit.Abstractions;

namespace Automation.EndToEnd.Journeys;

/// <summary>Real mails, poured into a running desk with the program's own command.</summary>
[Collection(nameof(OneServerAtATime))]
public sealed class CorpusTests(ITestOutputHelper output)
{
    private const string HelpDesk = "helpdesk@contoso.example";

    [CorpusFact]
    public async Task Every_real_mail_ends_with_an_outcome()
    {
        var files = Corpus.Files;
        output.WriteLine($"{files.Count} files");
        using var folder = new ScratchFolder();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var settings = new ServerSettings(FreePort.Url(), FreePort.Url(), folder.Path) { StartsEmulator = true };
        await using var server = ServerProcess.Start(settings);
        await server.WaitUntilReadyAsync(TimeSpan.FromMinutes(2), patience.Token);

        var (exitCode, printed) = await ServerCommand.RunAsync(
            ["pour", Corpus.Folder!, "--mailbox", HelpDesk, "--desk", settings.Url.ToString(), "--emulator", settings.Emulator.ToString()], patience.Token);
        output.WriteLine(printed);

        exitCode.Should().Be(0);
        printed.Should().Contain(string.Create(CultureInfo.InvariantCulture, $"{files.Count} files, {files.Count} with an outcome, 0 without."));
        var inbox = await server.Desk.InboxAsync(patience.Token);
        inbox.Should().HaveCount(files.Count);
        inbox.Should().OnlyContain(x => x.Outcome != null && !string.IsNullOrEmpty(x.Reason));
        inbox.Should().NotContain(x => x.Outcome == "Quarantined" && string.IsNullOrEmpty(x.Explanation));

        // The figures that are told are those of this code.
        var told = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "docs", "corpus.md"), patience.Token);
        told.Should().Contain(string.Create(CultureInfo.InvariantCulture, $"A collection of {files.Count} real mails"));
        FiguresIn(told).Should().BeEquivalentTo(inbox.GroupBy(x => Figure(x.Outcome!, x.Reason!)).ToDictionary(g => g.Key, g => g.Count()), because: "docs/corpus.md tells them");
    }

    /// <summary>Mails with attachments are logged a moment later than others, so which of several copies is the first, and which say something else than it, is a matter of the moment.</summary>
    private static string Figure(string outcome, string reason) =>
        $"{outcome} {(reason.StartsWith("duplicate", StringComparison.Ordinal) ? "duplicate" : reason)}".ToLowerInvariant();

    /// <summary>The rows "outcome, reason, mails" of the page's table, without those that are none.</summary>
    private static SortedDictionary<string, int> FiguresIn(string page)
    {
        var figures = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var cells in page.Split('\n').Where(l => l.StartsWith('|')).Select(l => l.Split('|', StringSplitOptions.TrimEntries)))
        {
            if (cells.Length == 5 && int.TryParse(cells[3], CultureInfo.InvariantCulture, out var mails) && mails > 0)
                figures[Figure(cells[1], cells[2].Split('(')[0].Trim())] = mails + figures.GetValueOrDefault(Figure(cells[1], cells[2].Split('(')[0].Trim()));
        }

        return figures;
    }
}

/// <summary>The folder of real mails beside the repository, where there is one.</summary>
internal static class Corpus
{
    public static string? Folder { get; } = Find();

    public static IReadOnlyList<string> Files { get; } =
        Folder is null ? [] : [.. Directory.EnumerateFiles(Folder, "*.eml", SearchOption.AllDirectories)];

    private static string? Find()
    {
        var folder = Path.GetFullPath(Path.Combine(SourceTree.Root, "..", "shared", "mail"));
        return Directory.Exists(folder) ? folder : null;
    }
}

/// <summary>A test over the real mails. Without them it is skipped.</summary>
public sealed class CorpusFactAttribute : FactAttribute
{
    public CorpusFactAttribute() => Skip = Corpus.Files.Count == 0 ? "There is no folder shared/mail beside the repository." : null;
}
