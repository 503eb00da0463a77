using Automation.Server.CommandLine;
using Automation.Server.Tests.Desk;
using Spectre.Console;

namespace Automation.Server.Tests.CommandLine;

public sealed class PourTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pour-");

    [Fact]
    public void A_folder_and_a_mailbox_are_enough()
    {
        PourArguments.TryParse([_folder.FullName, "--mailbox", "HelpDesk@Contoso.example"], out var arguments, out _).Should().BeTrue();
        arguments.Should().Be(new PourArguments(
            _folder.FullName, "helpdesk@contoso.example", new Uri("http://127.0.0.1:5080"), new Uri("http://127.0.0.1:5090"), TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void Every_option_is_understood_in_any_order()
    {
        PourArguments.TryParse(
            ["--patience", "5", "--desk", "http://127.0.0.1:1", "--mailbox", "a@b", _folder.FullName, "--emulator", "http://127.0.0.1:2"], out var arguments, out _).Should().BeTrue();
        arguments.Should().Be(new PourArguments(_folder.FullName, "a@b", new Uri("http://127.0.0.1:1"), new Uri("http://127.0.0.1:2"), TimeSpan.FromSeconds(5)));
    }

    [Theory]
    [InlineData("Name the folder", "--mailbox", "a@b")]
    [InlineData("Name the mailbox", "FOLDER")]
    [InlineData("There is no folder", "FOLDER/nowhere", "--mailbox", "a@b")]
    [InlineData("second one", "FOLDER", "FOLDER", "--mailbox", "a@b")]
    [InlineData("needs a value", "FOLDER", "--mailbox")]
    [InlineData("not understood", "FOLDER", "--mailbox", "a@b", "--patience", "0")]
    [InlineData("not understood", "FOLDER", "--mailbox", "a@b", "--patience", "soon")]
    [InlineData("not understood", "FOLDER", "--mailbox", "a@b", "--desk", "nowhere")]
    [InlineData("not understood", "FOLDER", "--mailbox", "a@b", "--colour", "red")]
    public async Task What_is_wrong_is_said_and_the_exit_code_is_2(string words, params string[] args)
    {
        var (code, text) = await PourAsync([.. args.Select(a => a.Replace("FOLDER", _folder.FullName, StringComparison.Ordinal))]);
        code.Should().Be(2);
        text.Should().Contain(words).And.Contain("automation pour FOLDER");
    }

    [Fact]
    public async Task A_folder_without_mails_and_a_desk_that_is_not_there_are_said()
    {
        var (code, text) = await PourAsync(_folder.FullName, "--mailbox", "a@b");
        (code, text).Item1.Should().Be(2);
        text.Should().Contain(".eml");

        Write("one.eml", "Subject: x\r\n\r\nx");
        (code, text) = await PourAsync(_folder.FullName, "--mailbox", "a@b", "--emulator", $"http://127.0.0.1:{RunningDesk.FreePort()}");
        code.Should().Be(2);
        text.Should().Contain("Start the desk first");
    }

    [Theory]
    [InlineData("nobody@contoso.example", "no mailbox nobody@contoso.example")]
    [InlineData("ann.lee@contoso.example", "a person's mailbox")]
    public async Task A_mailbox_that_no_desk_reads_is_refused_before_anything_is_put_in(string mailbox, string words)
    {
        await using var desk = await RunningDesk.StartAsync();
        Write("one.eml", "Subject: x\r\n\r\nx");
        var (code, text) = await PourAsync(_folder.FullName, "--mailbox", mailbox, "--desk", desk.Url, "--emulator", desk.EmulatorUrl);
        code.Should().Be(2);
        text.Should().Contain(words).And.Contain(RunningDesk.HelpDesk);
    }

    [Fact]
    public async Task A_folder_is_poured_and_every_file_accounted_for()
    {
        await using var desk = await RunningDesk.StartAsync();
        await desk.UntilReadyAsync();
        const string mail = "From: ann.lee@contoso.example\r\nTo: helpdesk@contoso.example\r\nSubject: Printer\r\nMessage-ID: <1@contoso.example>\r\n\r\nx";
        Write("one.eml", mail);
        Write("again.eml", mail);
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "below"));
        Write("below/empty.eml", "");
        Write("LOUD.EML", mail);
        Write("notes.txt", "no mail");
        var (code, text) = await PourAsync(_folder.FullName, "--mailbox", RunningDesk.HelpDesk, "--desk", desk.Url, "--emulator", desk.EmulatorUrl);
        text.Should().Contain("4 files, 4 with an outcome, 0 without.").And.Contain("new-ticket").And.Contain("duplicate");
        code.Should().Be(0);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_in_time_is_said_and_the_exit_code_is_2()
    {
        Write("one.eml", "Subject: x\r\n\r\nx");
        await using var text = new StringWriter();
        using var silent = new Silent();
        var code = await new PourCommand(ConsoleOn(text), TimeProvider.System, () => new HttpClient(silent, disposeHandler: false) { Timeout = TimeSpan.FromSeconds(7) })
            .RunAsync([_folder.FullName, "--mailbox", "a@b"], CancellationToken.None);
        code.Should().Be(2);
        text.ToString().Should().Contain("did not answer within 7 seconds").And.Contain("pour again");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    private static async Task<(int Code, string Text)> PourAsync(params string[] args)
    {
        await using var text = new StringWriter();
        var code = await new PourCommand(ConsoleOn(text), TimeProvider.System).RunAsync(args, CancellationToken.None);
        return (code, text.ToString());
    }

    private static IAnsiConsole ConsoleOn(TextWriter text)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 500;
        return console;
    }

    /// <summary>Fails the way <see cref="HttpClient"/> does when its time is over, without the wait.</summary>
    private sealed class Silent : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(new TaskCanceledException("The request was canceled.", new TimeoutException()));
    }
}
