using Automation.Server.Work;
using Automation.Stages.Content;
using Automation.Stages.Corrections;
using Automation.Stages.RuleBook;
using Automation.Storage.Audit;
using Automation.Storage.RuleBook;
using Microsoft.Extensions.Options;

namespace Automation.Server.Composition;

/// <summary>Puts together what people do to the rules, and what follows from it.</summary>
internal static class RuleServices
{
    public static void AddRuleBook(this IServiceCollection services)
    {
        services.AddSingleton<RuleBookStore>();
        services.AddSingleton<RuleHits>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<PublishedRules>();
        services.AddSingleton<RuleSwap>();
        services.AddSingleton<RuleEditor>();
        services.AddSingleton<RuleTransfer>();
        services.AddSingleton<FactReader>();
        services.AddSingleton<PastMails>();
        services.AddSingleton<PastTickets>();
        services.AddSingleton<RuleTrials>();
        services.AddSingleton<PastDecisions>();
        services.AddSingleton<ReplayRuns>();
        services.AddSingleton(provider => new DeadRules(TimeSpan.FromDays(provider.GetRequiredService<IOptions<DeskOptions>>().Value.Rules.DeadAfterDays)));
        services.AddSingleton<RuleInsight>();
        services.AddSingleton<TicketCorrections>();
    }

    public static void AddRuleLoops(this IServiceCollection services)
    {
        services.AddHostedService<RuleLoop>();
        services.AddHostedService<RuleHitLoop>();
        services.AddHostedService<RuleHitRetentionLoop>();
    }
}
