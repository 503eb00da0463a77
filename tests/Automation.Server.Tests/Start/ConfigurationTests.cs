using Automation.Server.CommandLine;
using Automation.Server.Composition;
using Automation.Stages.Health;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Server.Tests.Start;

/// <summary>A configuration that cannot be used is refused at once, and the message names the setting and the cure.</summary>
public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("http://0.0.0.0:5080", "loopback only")]
    [InlineData("http://127.0.0.1:5080;http://192.0.2.7:80", "http://192.0.2.7:80")]
    [InlineData("http://+:5080", "loopback only")]
    [InlineData("http://*:5080", "loopback only")]
    [InlineData("http://desk.contoso.example", "loopback only")]
    [InlineData("nonsense", "nonsense")]
    public async Task Addresses_others_could_reach_are_refused_until_there_is_sign_in(string urls, string words)
    {
        var building = () => DeskHost.Build(["--Urls", urls]);
        building.Should().Throw<ArgumentException>().WithMessage($"*{words}*");
        (await DeskHost.RunAsync(["--Urls", urls])).Should().Be(2);
    }

    [Theory]
    [InlineData("Oracle", null, "use Sqlite or PostgreSql")]
    [InlineData("7", null, "use Sqlite or PostgreSql")]
    [InlineData("PostgreSql", null, "ConnectionString is missing")]
    [InlineData("PostgreSql", "Host=db;Passwrd=secret", "ConnectionString cannot be read: *Host=db;Database=desk")]
    [InlineData("PostgreSql", "Host=db;Port=many", "ConnectionString cannot be read")]
    [InlineData("PostgreSql", "Database=desk", "names no Host")]
    public async Task A_database_that_cannot_be_meant_is_refused(string kind, string? connection, string words)
    {
        string[] args = ["--Automation:Database:Kind", kind, .. connection is null ? Array.Empty<string>() : ["--Automation:Database:ConnectionString", connection]];
        var building = () => DeskHost.Build(args);
        building.Should().Throw<ArgumentException>().WithMessage($"*{words}*");
        (await DeskHost.RunAsync(args)).Should().Be(2);
    }

    [Fact]
    public async Task Two_processes_on_PostgreSQL_never_share_a_name_unless_they_are_told_to()
    {
        string[] postgres = ["--Automation:Database:Kind", "PostgreSql", "--Automation:Database:ConnectionString", "Host=127.0.0.1;Port=9;Database=none"];
        var first = await NodeAsync(postgres);
        var second = await NodeAsync(postgres);
        first.Name.Should().NotBe(second.Name).And.StartWith(Environment.MachineName);
        first.IsKept.Should().BeFalse("what a made-up name left leased is never found again");
        (await NodeAsync([.. postgres, "--Automation:NodeName", "blue"])).Should().Be(new NodeIdentity("blue", IsKept: true));

        static async Task<NodeIdentity> NodeAsync(string[] args)
        {
            var (desk, emulator) = DeskHost.Build([.. args, "--Automation:Emulator:Start", "false"]);
            await using (desk)
                return desk.Services.GetRequiredService<NodeIdentity>();
        }
    }

    [Theory]
    [InlineData("Automation:Mailboxes:PollSeconds", "abc", "whole number")]
    [InlineData("Automation:Mailboxes:FullReadHours", "a day", "24 or 0.5")]
    [InlineData("Automation:Mailboxes:Since", "yesterday", "2026-12-01T08:00:00Z")]
    [InlineData("Automation:Mailboxes:PollSeconds", "0", "from 1 to 3600")]
    [InlineData("Automation:Mailboxes:PollSeconds", "-5", "from 1 to 3600")]
    [InlineData("Automation:Mailboxes:ConfirmSeconds", "0", "from 1 to 3600")]
    [InlineData("Automation:Mailboxes:BatchSize", "0", "from 1 to 500")]
    [InlineData("Automation:Mailboxes:PageSize", "1001", "from 1 to 1000")]
    [InlineData("Automation:Mailboxes:FullReadHours", "-0.5", "from 0 to 8760")]
    [InlineData("Automation:Mailboxes:MaxAttachmentBytes", "-1", "from 0 to 157286400")]
    [InlineData("Automation:Graph:SendsPerMinute", "0", "from 1 to")]
    [InlineData("Automation:Graph:UnknownWaitSeconds", "0", "from 1 to")]
    [InlineData("Automation:Acknowledgements:TotalPerTenMinutes", "-1", "from 0 to")]
    [InlineData("Automation:Acknowledgements:PerSenderPerDay", "-1", "from 0 to")]
    [InlineData("Automation:Workflows:HttpTimeoutSeconds", "0", "from 1 to 600")]
    [InlineData("Automation:Workflows:KeepInstancesDays", "0", "from 1 to")]
    [InlineData("Automation:Workflows:MaxRepeats", "0", "from 1 to")]
    [InlineData("Automation:Rules:KeepHitsDays", "99", "from 100 to")]
    [InlineData("Automation:Rules:DeadAfterDays", "0", "from 1 to")]
    [InlineData("Automation:Emulator:Start", "perhaps", "true or false")]
    [InlineData("Automation:Desks:1:TimeZone", "Europe/Berln", "Europe/Berlin")]
    public async Task A_value_that_cannot_be_meant_is_refused_with_the_name_of_its_setting(string setting, string value, string words)
    {
        string[] args = [$"--{setting}", value];
        var building = () => DeskHost.Build(args);
        building.Should().Throw<ArgumentException>().WithMessage($"{setting} is '{value}'*{words}*");
        (await DeskHost.RunAsync(args)).Should().Be(2);
    }

    [Fact]
    public async Task A_certificate_that_is_not_there_or_none_is_refused_with_its_path_and_never_its_password()
    {
        var path = Path.Combine(Path.GetTempPath(), $"no-certificate-{Guid.NewGuid():n}.pfx");
        string[] args =
        [
            "--Automation:Graph:TenantId", "t", "--Automation:Graph:ClientId", "c", "--Automation:Graph:CertificatePath", path, "--Automation:Graph:CertificatePassword", "open-sesame",
        ];
        var building = () => DeskHost.Build(args);
        building.Should().Throw<ArgumentException>().WithMessage($"Automation:Graph:CertificatePath is '{path}', where no file is*");
        try
        {
            await File.WriteAllTextAsync(path, "no certificate");
            building.Should().Throw<ArgumentException>().WithMessage($"Automation:Graph:CertificatePath is '{path}', which cannot be read*CertificatePassword*")
                .Which.ToString().Should().NotContain("open-sesame");
            (await DeskHost.RunAsync(args)).Should().Be(2);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_folder_of_content_that_is_not_there_is_refused()
    {
        var building = () => DeskHost.Build(["--Automation:ContentFolder", "/nowhere/at/all"]);
        building.Should().Throw<ArgumentException>().WithMessage("Automation:ContentFolder is '/nowhere/at/all'*rules/*");
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_is_refused_with_the_name_of_its_setting()
    {
        var file = Path.GetTempFileName();
        try
        {
            string[] args = ["--Automation:DataFolder", file];
            var building = () => DeskHost.Build(args);
            building.Should().Throw<ArgumentException>().WithMessage($"Automation:DataFolder is '{file}'*choose a folder*");
            (await DeskHost.RunAsync(args)).Should().Be(2);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("pur", "mails")]
    [InlineData("--Urls", "http://127.0.0.1:0", "frobnicate")]
    [InlineData("--Urls=http://127.0.0.1:0", "pour", "mails")]
    [InlineData("Urls=http://127.0.0.1:0", "rules", "check")]
    [InlineData("--Urls")]
    public async Task A_mistyped_or_misplaced_command_does_not_start_a_desk(params string[] args) => (await Commands.RunAsync(args)).Should().Be(2);

    [Fact]
    public void A_desk_without_an_address_is_refused()
    {
        var building = () => DeskHost.Build(["--Automation:Desks:0:Address", "helpdesk"]);
        building.Should().Throw<ArgumentException>().WithMessage("*Automation:Desks*");
    }
}
