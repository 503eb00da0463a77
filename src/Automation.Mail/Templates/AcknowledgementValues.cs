namespace Automation.Mail.Templates;

/// <summary>What the acknowledgement's template is given; the names on the right are what templates write.</summary>
/// <param name="TicketNumber"><c>ticket.number</c> as people say it, such as <c>HD-123</c></param>
/// <param name="Tag"><c>ticket.tag</c>, such as <c>[HD-123]</c>; it must stay in the subject for replies to be recognised.</param>
/// <param name="Subject"><c>ticket.subject</c>, the requester's, without reply prefixes.</param>
/// <param name="Type"><c>ticket.type</c>, the key the rules gave, such as <c>service-request</c>: the template has the word for it in its language. Null to leave the line out.</param>
/// <param name="Priority"><c>ticket.priority</c>, the key, likewise.</param>
/// <param name="Team"><c>ticket.team</c>, the team's name; null to leave the line out.</param>
/// <param name="AnswerBy"><c>ticket.answer_by</c>; null when nothing was promised.</param>
/// <param name="RequesterName"><c>requester.name</c>; null when only an address is known.</param>
/// <param name="DeskName"><c>desk.name</c></param>
/// <param name="Url"><c>ticket.url</c>: the requester's own page; null when there is none.</param>
/// <param name="TimeZone">The requester's.</param>
public sealed record AcknowledgementValues(
    string TicketNumber,
    string Tag,
    string Subject,
    string? Type,
    string? Priority,
    string? Team,
    DateTimeOffset? AnswerBy,
    string? RequesterName,
    string DeskName,
    string? Url,
    TimeZoneInfo TimeZone)
{
    public TemplateValues ToTemplateValues() => new TemplateValues { TimeZone = TimeZone }
        .Set("ticket.number", TicketNumber)
        .Set("ticket.tag", Tag)
        .Set("ticket.subject", Subject)
        .Set("ticket.type", Type)
        .Set("ticket.priority", Priority)
        .Set("ticket.team", Team)
        .Set("ticket.answer_by", AnswerBy)
        .Set("ticket.url", Url)
        .Set("requester.name", RequesterName)
        .Set("desk.name", DeskName);
}
