using System.Reflection;
using Automation.Desk.RuleBook;
using Automation.Stages.RuleBook;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Automation.Desk.Tests.RuleBook;

public sealed class LongMailTests
{
    [Fact]
    public void The_desk_takes_the_longest_mail_that_may_be_tried_in_one_message()
    {
        var services = new ServiceCollection();
        services.AddDeskPages(_ => throw new InvalidOperationException());
        using var provider = services.BuildServiceProvider();
        // The hub of the pages is the framework's own and not public.
        var hub = typeof(CircuitOptions).Assembly.GetType("Microsoft.AspNetCore.Components.Server.ComponentHub", throwOnError: true)!;
        var options = typeof(IOptions<>).MakeGenericType(typeof(HubOptions<>).MakeGenericType(hub));
        var value = options.GetProperty("Value", BindingFlags.Public | BindingFlags.Instance)!.GetValue(provider.GetRequiredService(options));

        ((HubOptions)value!).MaximumReceiveMessageSize.Should().BeGreaterThan(6L * RuleTrials.LongestMail);
    }

    [Fact]
    public void What_is_refused_is_told_without_the_name_of_a_parameter()
    {
        RuleWords.Sentence(new ArgumentException("The mail is empty.", "mail")).Should().Be("The mail is empty.");
        RuleWords.Sentence(new ArgumentException("The mail is empty.")).Should().Be("The mail is empty.");
        RuleWords.Sentence(new FormatException("No number.")).Should().Be("No number.");
    }
}
