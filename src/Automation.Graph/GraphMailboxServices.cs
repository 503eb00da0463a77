using System.Diagnostics.Metrics;
using Automation.Graph.Connection;
using Automation.Mail.Sending;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation.Graph;

public static class GraphMailboxServices
{
    /// <summary>
    /// Adds Microsoft 365 as the mailbox: <see cref="GraphMailbox"/>, and of it <c>IMailSource</c>, <c>IMailSender</c>, <c>IDraftFolder</c>, <c>GraphSubscriptions</c>, <c>RequestGate</c> and <c>RequestCounts</c>;
    /// and the <see cref="SendProcedure"/>. All are singletons. Takes the <see cref="TimeProvider"/> of the services, or the system's.
    /// </summary>
    public static IServiceCollection AddGraphMailbox(this IServiceCollection services, GraphOptions options, SendTimings? timings = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(s => new GraphMailbox(options, s.GetRequiredService<TimeProvider>(), meters: s.GetService<IMeterFactory>()));
        services.AddSingleton(s => s.GetRequiredService<GraphMailbox>().Source);
        services.AddSingleton(s => s.GetRequiredService<GraphMailbox>().Sender);
        services.AddSingleton(s => s.GetRequiredService<GraphMailbox>().Drafts);
        services.AddSingleton(s => s.GetRequiredService<GraphMailbox>().Subscriptions);
        services.AddSingleton(s => s.GetRequiredService<GraphMailbox>().Gate);
        services.AddSingleton(s => s.GetRequiredService<GraphMailbox>().Counts);
        services.AddSingleton(s => new SendProcedure(s.GetRequiredService<IMailSender>(), s.GetRequiredService<TimeProvider>(), Random.Shared, timings));
        return services;
    }
}
