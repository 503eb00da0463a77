using System.Globalization;
using Automation.Tickets.History;
using Automation.Tickets.Sla;
using Automation.Workflows.Activities;
using Automation.Workflows.Execution;

namespace Automation.Stages.Log;

/// <summary>Makes the promise: chooses the service level policy and computes by when somebody answers and solves, in business time.</summary>
[Activity("Automation.SetServiceLevel", Category = "Log", DisplayName = "Set service level", Description = "Chooses the service level policy and computes the due times in business time.")]
public sealed class SetServiceLevel : Activity
{
    [Input("Name of the policy. Empty: the one the rules chose, else the default.", OptionsFrom = "service-level-policies")]
    public Input<string> Policy { get; } = new();

    [Output("By when somebody answers.")]
    public Output<DateTimeOffset?> FirstResponseDue { get; } = new();

    [Output("By when it is solved.")]
    public Output<DateTimeOffset?> ResolutionDue { get; } = new();

    protected override ValueTask ExecuteAsync(ActivityContext context)
    {
        var work = context.GetHost<MailWork>();
        var ticket = work.RequireTicket("Set service level");
        var book = work.Content.ServiceLevels.Book;
        var wanted = context.Get(Policy);
        if (string.IsNullOrWhiteSpace(wanted))
            wanted = ticket.State.Classification.Policy;
        var policy = wanted is null ? book.Default : book.FindPolicy(wanted) ?? book.Default;
        var priority = PriorityOf(ticket.State.Classification.Priority);

        // The promise counts from when the mailbox received the mail, not from when we came to it.
        var openedAt = ticket.State.OpenedAt;
        var clocks = new SlaCalculator(book).State([SlaFact.Opened(openedAt, priority, policy.Name)], openedAt);
        ticket.Append(new ServiceLevelSet(policy.Name, policy.CalendarFor(priority).Name, clocks.FirstResponse?.Due, clocks.Resolution?.Due)
        {
            At = work.Now,
            Actor = wanted is null || policy.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase)
                ? "workflow:log"
                : $"workflow:log (there is no policy '{wanted}', the default applies)",
        });
        context.Set(FirstResponseDue, clocks.FirstResponse?.Due);
        context.Set(ResolutionDue, clocks.Resolution?.Due);
        return ValueTask.CompletedTask;
    }

    /// <summary>P1 to P4; what nobody prioritised counts as P3, the priority of an ordinary request.</summary>
    internal static SlaPriority PriorityOf(string? priority) =>
        priority is { Length: 2 } && int.TryParse(priority.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 4
            ? (SlaPriority)number
            : SlaPriority.P3;
}
