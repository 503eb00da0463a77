using Automation.Server.Composition;

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
    public void A_desk_without_an_address_is_refused()
    {
        var building = () => DeskHost.Build(["--Automation:Desks:0:Address", "helpdesk"]);
        building.Should().Throw<ArgumentException>().WithMessage("*Automation:Desks*");
    }
}
