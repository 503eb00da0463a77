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

    [Fact]
    public void A_desk_without_an_address_is_refused()
    {
        var building = () => DeskHost.Build(["--Automation:Desks:0:Address", "helpdesk"]);
        building.Should().Throw<ArgumentException>().WithMessage("*Automation:Desks*");
    }
}
