using Automation.Mail.Cleaning;
using Automation.Mail.Messages;
using Automation.Rules.Fields;
using Automation.Tickets.Calendars;
using Automation.Tickets.People;

namespace Automation.Stages.Log;

/// <summary>Tells the rules what is known of a mail and its writer: one line a field.</summary>
internal static class RuleFacts
{
    public static void Fill(FactSheet facts, MailCase @case, Person requester, RecentTickets recent, BusinessCalendar calendar)
    {
        var (mail, clean) = (@case.Mail, @case.Clean);
        facts.Clear();
        facts.At = mail.ReceivedAt;
        facts.Set(StandardFields.Subject, mail.Subject)
            .Set(StandardFields.Body, clean.SearchText)
            .Set(StandardFields.WholeBody, WholeBody(clean))
            .Set(StandardFields.SenderAddress, @case.Writer.Address)
            .Set(StandardFields.SenderName, @case.Writer.Name)
            .Set(StandardFields.SenderDomain, @case.Writer.Domain)
            .Set(StandardFields.Recipient, mail.Mailbox)
            .Set(StandardFields.AttachmentNames, [.. clean.Attachments.Select(a => a.Name)])
            .Set(StandardFields.AttachmentTypes, [.. clean.Attachments.Select(a => a.ContentType)])
            .Set(StandardFields.AttachmentCount, clean.Attachments.Count)
            .Set(StandardFields.Importance, Importance(mail.Importance))
            .Set(StandardFields.Language, @case.Language ?? TwoLetters(requester.Language))
            .Set(StandardFields.RequesterDepartment, requester.Department)
            .Set(StandardFields.RequesterLocation, requester.Location)
            .Set(StandardFields.RequesterOrganisation, requester.Organisation)
            .Set(StandardFields.RequesterVip, requester.IsVip)
            .Set(StandardFields.RequesterTags, requester.Tags ?? [])
            .Set(StandardFields.TicketsLastDay, recent.LastDay)
            .Set(StandardFields.TicketsLastWeek, recent.LastWeek)
            .Set(StandardFields.TicketsLastMonth, recent.LastMonth)
            .Set(StandardFields.Source, "mail");
        FillTime(facts, mail.ReceivedAt, calendar);
    }

    public static string WholeBody(CleanMail clean) => clean.QuotedText.Length == 0 ? clean.NewText : clean.NewText + "\n" + clean.QuotedText;

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

    private static string Importance(MailImportance importance) => importance switch
    {
        MailImportance.High => "high",
        MailImportance.Low => "low",
        _ => "normal",
    };

    private static string? TwoLetters(string? language) => language is { Length: >= 2 } ? language[..2].ToLowerInvariant() : null;
}
