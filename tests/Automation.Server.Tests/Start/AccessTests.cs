using Automation.Server.Composition;
using Automation.Stages.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Server.Tests.Start;

public sealed class AccessTests
{
    [Theory]
    [InlineData(null, true, true)]
    [InlineData("", false, false)]
    [InlineData("RulesAdministrator", false, true)]
    [InlineData("processowner", true, false)]
    [InlineData("RulesAdministrator, ProcessOwner", true, true)]
    public async Task The_person_at_this_machine_has_the_configured_roles(string? roles, bool owner, bool administrator)
    {
        var (mayOwn, mayRule) = await AskAsync(roles, System.Net.IPAddress.Loopback);

        mayOwn.Should().Be(owner);
        mayRule.Should().Be(administrator);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("", false)]
    [InlineData("ProcessOwner", true)]
    [InlineData("RulesAdministrator", true)]
    public async Task Every_role_but_no_reader_may_set_going_again_what_came_to_a_halt(string? roles, bool expected) =>
        (await MayAsync(roles, System.Net.IPAddress.Loopback, AccessPolicies.Operators)).Should().Equal(expected);

    [Fact]
    public async Task Nobody_from_outside_is_signed_in()
    {
        var (mayOwn, mayRule) = await AskAsync(null, System.Net.IPAddress.Parse("192.0.2.7"));

        mayOwn.Should().BeFalse();
        mayRule.Should().BeFalse();
    }

    [Fact]
    public void A_role_that_does_not_exist_is_refused_with_the_names_of_those_that_do()
    {
        var build = () => DeskHost.Build(["--Automation:Access:LocalRoles=Boss"]);

        build.Should().Throw<ArgumentException>().WithMessage("*'Boss'*ProcessOwner, RulesAdministrator*");
    }

    private static async Task<(bool Owner, bool Administrator)> AskAsync(string? roles, System.Net.IPAddress from) =>
        await MayAsync(roles, from, AccessPolicies.ProcessOwners, AccessPolicies.RulesAdministrators) is [var owner, var administrator]
            ? (owner, administrator)
            : throw new InvalidOperationException("Two policies, two answers.");

    private static async Task<IReadOnlyList<bool>> MayAsync(string? roles, System.Net.IPAddress from, params string[] policies)
    {
        var (desk, emulator) = DeskHost.Build([.. roles is null ? Array.Empty<string>() : [$"--Automation:Access:LocalRoles={roles}"], "--Automation:Emulator:Start=false"]);
        emulator.Should().BeNull();
        await using (desk)
        {
            await using var scope = desk.Services.CreateAsyncScope();
            var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
            http.Connection.RemoteIpAddress = from;
            var who = await http.AuthenticateAsync();
            var person = who.Principal ?? new System.Security.Claims.ClaimsPrincipal();
            var authorization = scope.ServiceProvider.GetRequiredService<IAuthorizationService>();
            var answers = new List<bool>();
            foreach (var policy in policies)
                answers.Add((await authorization.AuthorizeAsync(person, policy)).Succeeded);
            return answers;
        }
    }
}
