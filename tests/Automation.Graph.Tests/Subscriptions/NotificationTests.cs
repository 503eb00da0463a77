using System.Text;
using Automation.Graph.Subscriptions;
using Automation.Mail.Mailboxes;

namespace Automation.Graph.Tests.Subscriptions;

public class NotificationTests
{
    private static readonly MailSubscription Known = new("sub-1", new MailFolder("desk@contoso.example", "inbox"), "the-secret", DateTimeOffset.MaxValue);
    private static readonly MailSubscription Other = Known with { Id = "sub-2", Folder = new MailFolder("desk@contoso.example", "junkemail"), ClientState = "another" };

    [Fact]
    public void Many_changes_of_a_folder_are_one_wake_up()
    {
        var wakeUps = Read("""
            {"value":[
              {"subscriptionId":"sub-1","clientState":"the-secret","changeType":"created","resource":"Users/u/Messages/1","resourceData":{"id":"1"}},
              {"subscriptionId":"sub-1","clientState":"the-secret","changeType":"created","resource":"Users/u/Messages/2"},
              {"subscriptionId":"sub-2","clientState":"another","changeType":"created"}]}
            """);

        wakeUps.Should().Equal(new MailWakeUp(Known.Folder, MailWakeUpReason.Changed, "sub-1"), new MailWakeUp(Other.Folder, MailWakeUpReason.Changed, "sub-2"));
    }

    [Theory]
    [InlineData("missed", MailWakeUpReason.Missed)]
    [InlineData("reauthorizationRequired", MailWakeUpReason.ReauthorizationRequired)]
    [InlineData("subscriptionRemoved", MailWakeUpReason.SubscriptionRemoved)]
    public void Lifecycle_news_say_what_is_to_be_done(string happening, MailWakeUpReason reason) =>
        Read($$"""{"value":[{"subscriptionId":"sub-1","clientState":"the-secret","lifecycleEvent":"{{happening}}"}]}""")
            .Should().Equal(new MailWakeUp(Known.Folder, reason, "sub-1"));

    [Theory]
    [InlineData("""{"value":[{"subscriptionId":"sub-1","clientState":"wrong"}]}""")]
    [InlineData("""{"value":[{"subscriptionId":"sub-1"}]}""")]
    [InlineData("""{"value":[{"subscriptionId":"sub-1","clientState":"another"}]}""")]
    [InlineData("""{"value":[{"subscriptionId":"nobody's","clientState":"the-secret"}]}""")]
    [InlineData("""{"value":[{"subscriptionId":7,"clientState":"the-secret"}, 5, null]}""")]
    [InlineData("""{"value":[{"subscriptionId":"sub-1","clientState":"the-secret","lifecycleEvent":"somethingNew"}]}""")]
    [InlineData("""{"value":{}}""")]
    [InlineData("""{"value":[{"subscriptionId":"\ud800","clientState":"x"}]}""")]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("")]
    public void What_is_not_from_Graph_wakes_nobody(string body) => Read(body).Should().BeEmpty();

    [Theory]
    [InlineData("?validationToken=Validation%3A%20Testing%20client+application", "Validation: Testing client application")]
    [InlineData("validationToken=a%2Bb", "a+b")]
    [InlineData("?x=1&VALIDATIONTOKEN=t", "t")]
    [InlineData("?x=1", null)]
    [InlineData("?validationToken=", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_handshake_is_answered_with_its_decoded_token(string? query, string? expected) =>
        ValidationHandshake.Answer(query).Should().Be(expected);

    [Fact]
    public void An_endless_token_is_not_echoed() =>
        ValidationHandshake.Answer("?validationToken=" + new string('a', 5000)).Should().BeNull();

    [Fact]
    public void The_secret_of_a_subscription_does_not_show_in_logs() => Known.ToString().Should().NotContain("the-secret");

    private static IReadOnlyList<MailWakeUp> Read(string body) =>
        NotificationReader.Read(Encoding.UTF8.GetBytes(body), id => id == Known.Id ? Known : id == Other.Id ? Other : null);
}
