using System.Collections.Frozen;
using Automation.Rules.Model;

namespace Automation.Rules.Fields;

/// <summary>
/// Every field a rule can use: the one registry read by the rule files' schema, the compiler and the pages.
/// A new field is one line here, and one line where the host fills the <see cref="FactSheet"/>.
/// </summary>
public static class StandardFields
{
    private static readonly List<Field> Fields = [];

    public static readonly Field Subject = Add("subject", "subject", FieldKind.Text, "The subject line.");
    public static readonly Field Body = Add("body", "new text", FieldKind.Text, "The new text of the mail, without quoted mails and signature.");
    public static readonly Field WholeBody = Add("wholeBody", "whole text", FieldKind.Text, "The whole text of the mail, quoted mails included.");
    public static readonly Field SenderAddress = Add("sender.address", "sender's address", FieldKind.Address, "The address of the person who wrote.");
    public static readonly Field SenderName = Add("sender.name", "sender's name", FieldKind.Text, "The display name of the person who wrote.");
    public static readonly Field SenderDomain = Add("sender.domain", "sender's domain", FieldKind.Domain, "The domain of the sender's address.");
    public static readonly Field Recipient = Add("recipient", "desk it was sent to", FieldKind.Address, "The desk address the mail was sent to.", many: true);
    public static readonly Field AttachmentNames = Add("attachment.names", "names of attachments", FieldKind.Text, "The file names of the attachments.", many: true);
    public static readonly Field AttachmentTypes = Add("attachment.types", "types of attachments", FieldKind.Code, "The media types of the attachments, such as application/pdf.", many: true);
    public static readonly Field AttachmentCount = Add("attachment.count", "number of attachments", FieldKind.Number, "How many files are attached.");
    public static readonly Field Importance = Add("importance", "importance", FieldKind.Code, "The importance the sender gave the mail.", values: ["low", "normal", "high"]);
    public static readonly Field Language = Add("language", "language", FieldKind.Code, "The language of the mail as a two-letter code, such as en.");
    public static readonly Field ReceivedHour = Add("received.hour", "hour it came", FieldKind.Number, "The hour the mail came, 0 to 23.");
    public static readonly Field ReceivedTime = Add("received.time", "time it came", FieldKind.TimeOfDay, "The time of day the mail came.");
    public static readonly Field ReceivedWeekday = Add("received.weekday", "weekday it came", FieldKind.Code, "The day of the week the mail came.", values: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]);
    public static readonly Field WithinBusinessHours = Add("received.businessHours", "came within business hours", FieldKind.Flag, "Whether the mail came within business hours.");
    public static readonly Field RequesterDepartment = Add("requester.department", "requester's department", FieldKind.Text, "The requester's department.");
    public static readonly Field RequesterLocation = Add("requester.location", "requester's location", FieldKind.Text, "The requester's location.");
    public static readonly Field RequesterOrganisation = Add("requester.organisation", "requester's organisation", FieldKind.Text, "The requester's organisation.");
    public static readonly Field RequesterVip = Add("requester.vip", "requester is a VIP", FieldKind.Flag, "Whether the requester is a VIP.");
    public static readonly Field RequesterTags = Add("requester.tags", "requester's tags", FieldKind.Text, "The tags on the requester.", many: true);
    public static readonly Field TicketsLastDay = Add("requester.ticketsLastDay", "requester's tickets, 24 hours", FieldKind.Number, "Tickets of this requester in the last 24 hours.");
    public static readonly Field TicketsLastWeek = Add("requester.ticketsLastWeek", "requester's tickets, 7 days", FieldKind.Number, "Tickets of this requester in the last 7 days.");
    public static readonly Field TicketsLastMonth = Add("requester.ticketsLastMonth", "requester's tickets, 30 days", FieldKind.Number, "Tickets of this requester in the last 30 days.");
    public static readonly Field Source = Add("source", "source", FieldKind.Code, "Where the request came from.", values: ["mail", "form", "agent", "api"]);

    // What earlier sets decided: one field an outcome, made from the outcomes themselves.
    private static readonly Field[] Decisions = [.. StandardOutcomes.All.Select(AddDecided)];

    /// <summary>All fields; the index is <see cref="Field.Id"/>.</summary>
    public static IReadOnlyList<Field> All { get; } = Fields.AsReadOnly();

    private static readonly FrozenDictionary<string, Field> ByName = Fields.ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);

    /// <summary>The field of this name (case counts), or null.</summary>
    public static Field? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The field that shows what was decided for the outcome.</summary>
    public static Field Decided(Outcome outcome) => Decisions[outcome.Id];

    private static Field AddDecided(Outcome outcome) =>
        Add("decided." + outcome.Name, "decided " + outcome.Label, outcome.IsPath ? FieldKind.Path : FieldKind.Code, "Decided by an earlier set: " + outcome.Description, outcome.Many, outcome.Values, outcome);

    private static Field Add(string name, string label, FieldKind kind, string description, bool many = false, IReadOnlyList<string>? values = null, Outcome? decides = null)
    {
        var field = new Field(Fields.Count, name, label, kind, description) { Many = many, Values = values ?? [], Decides = decides };
        Fields.Add(field);
        return field;
    }
}
