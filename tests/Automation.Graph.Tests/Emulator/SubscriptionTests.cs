using System.Threading.Channels;
using Automation.Graph.Subscriptions;
using Automation.Mail.Mailboxes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Graph.Tests.Emulator;

public class SubscriptionTests
{
    [Fact]
    public async Task A_subscription_is_proven_wakes_up_on_new_mail_is_renewed_and_ended()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        var bodies = Channel.CreateUnbounded<byte[]>();
        await using var listener = await ListenAsync(bodies.Writer);
        var url = new Uri(listener.Urls.First() + "/notify");

        var subscription = await desk.Graph.Subscriptions.CreateAsync(EmulatedDesk.Inbox, url, new Uri(listener.Urls.First() + "/lifecycle"), CancellationToken.None);

        subscription.ClientState.Length.Should().BeInRange(32, 128);
        subscription.ExpiresAt.Should().BeAfter(desk.Time.GetUtcNow() + TimeSpan.FromDays(6));
        await desk.PutInAsync(EmulatedDesk.Eml("News"));
        var body = await bodies.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        NotificationReader.Read(body, id => id == subscription.Id ? subscription : null)
            .Should().Equal(new MailWakeUp(EmulatedDesk.Inbox, MailWakeUpReason.Changed, subscription.Id));

        desk.Time.MoveTo(GraphSubscriptions.RenewAt(subscription));
        var renewed = await desk.Graph.Subscriptions.RenewAsync(subscription, CancellationToken.None);
        renewed.ExpiresAt.Should().BeAfter(subscription.ExpiresAt);
        renewed.NotificationUrl.Should().Be(url, "by it a changed address is noticed");
        await desk.Graph.Subscriptions.ReauthorizeAsync(renewed, CancellationToken.None);
        await desk.Graph.Subscriptions.DeleteAsync(renewed, CancellationToken.None);
        await desk.Graph.Subscriptions.DeleteAsync(renewed, CancellationToken.None);
        (await FluentActions.Awaiting(() => desk.Graph.Subscriptions.RenewAsync(renewed, CancellationToken.None)).Should().ThrowAsync<MailboxException>())
            .Which.Fault.Should().Be(MailboxFault.NoMailbox);
    }

    [Fact]
    public async Task An_address_that_does_not_prove_itself_is_refused_with_the_reason()
    {
        await using var desk = await EmulatedDesk.StartAsync();

        var creating = () => desk.Graph.Subscriptions.CreateAsync(EmulatedDesk.Inbox, new Uri("http://127.0.0.1:9/notify"), new Uri("http://127.0.0.1:9/lifecycle"), CancellationToken.None);

        (await creating.Should().ThrowAsync<MailboxException>()).Which.Message.Should().Contain("validation");
    }

    private static async Task<WebApplication> ListenAsync(ChannelWriter<byte[]> bodies)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.Run(async http =>
        {
            if (ValidationHandshake.Answer(http.Request.QueryString.Value) is { } token)
            {
                http.Response.ContentType = ValidationHandshake.ContentType;
                await http.Response.WriteAsync(token);
                return;
            }

            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            http.Response.StatusCode = 202;
            await bodies.WriteAsync(body.ToArray());
        });
        await app.StartAsync();
        return app;
    }
}
