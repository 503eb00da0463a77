using Automation.Rules.Fields;
using Automation.Tickets.Calendars;
using Automation.Tickets.People;

namespace Automation.Stages.Log;

/// <summary>Tells the rules what is known of a mail and its writer: one line a field.</summary>
internal static class RuleFacts
{
    public static void Fill(FactSheet facts, WrittenFacts written, Person requester, RecentTickets recent, BusinessCalendar calendar)
    {
        facts.Clear();
        facts.At = written.ReceivedAt;
        facts.Set(StandardFields.Subject, written.Subject)
            .Set(StandardFields.Body, written.Body)
            .Set(StandardFields.WholeBody, written.WholeBody)
            .Set(StandardFields.SenderAddress, written.Writer.Address)
            .Set(StandardFields.SenderName, written.Writer.Name)
            .Set(StandardFields.SenderDomain, written.Writer.Domain)
            .Set(StandardFields.Recipient, written.Mailbox)
            .Set(StandardFields.AttachmentNames, written.AttachmentNames)
            .Set(StandardFields.AttachmentTypes, written.AttachmentTypes)
            .Set(StandardFields.AttachmentCount, written.AttachmentNames.Count)
            .Set(StandardFields.Importance, written.Importance)
            .Set(StandardFields.Language, written.Language ?? TwoLetters(requester.Language))
            .Set(StandardFields.RequesterDepartment, requester.Department)
            .Set(StandardFields.RequesterLocation, requester.Location)
            .Set(StandardFields.RequesterOrganisation, requester.Organisation)
            .Set(StandardFields.RequesterVip, requester.IsVip)
            .Set(StandardFields.RequesterTags, requester.Tags ?? [])
            .Set(StandardFields.TicketsLastDay, recent.LastDay)
            .Set(StandardFields.TicketsLastWeek, recent.LastWeek)
            .Set(StandardFields.TicketsLastMonth, recent.LastMonth)
            .Set(StandardFields.Source, "mail");
        FillTime(facts, written.ReceivedAt, calendar);
    }

    /// <summary>Hours and weekdays are those of the desk's business calendar: a rule for Monday morning means Monday morning here.</summary>
    private static void FillTime(FactSheet facts, DateTimeOffset receivedAt, BusinessCalendar calendar)
    {
        var local = calendar.InLocalTime(receivedAt);
        facts.Set(StandardFields.ReceivedHour, local.Hour)
            .Set(StandardFields.ReceivedTime, TimeOnly.FromDateTime(local.DateTime))
            .Set(StandardFields.ReceivedWeekday, local.DayOfWeek switch
            {
                DayOfWeek.Monday => "monday",
                DayOfWeek.Tuesday => "tuesday",
                DayOfWeek.Wednesday => "wednesday",
                DayOfWeek.Thursday => "thursday",
                DayOfWeek.Friday => "friday",
                DayOfWeek.Saturday => "saturday",
                _ => "sunday",
            })
            .Set(StandardFields.WithinBusinessHours, calendar.IsOpen(receivedAt));
    }

    private static string? TwoLetters(string? language) => language is { Length: >= 2 } ? language[..2].ToLowerInvariant() : null;
}
