using System.Globalization;
using System.Net;
using System.Text;

namespace Automation.Mail.Templates;

/// <summary>What goes out when the acknowledgement's template fails: plain, in English, without Liquid.</summary>
public static class BuiltInAcknowledgement
{
    /// <param name="values">The same as for the template: <c>ticket.tag</c>, <c>ticket.number</c>, <c>ticket.subject</c>, <c>ticket.answer_by</c>.</param>
    public static RenderedTemplate Render(TemplateValues values)
    {
        var culture = CultureInfo.InvariantCulture;
        var body = new StringBuilder("<p>Thank you for your message. It is ticket ")
            .Append(WebUtility.HtmlEncode(values.Text("ticket.number", culture)))
            .Append(".</p>");
        if (values.Text("ticket.answer_by", culture) is { Length: > 0 } due)
            body.Append("<p>You will hear from us by ").Append(WebUtility.HtmlEncode(due)).Append(".</p>");
        body.Append("<p>To add something, reply to this mail.</p>");

        var subject = $"{values.Text("ticket.tag", culture)} {values.Text("ticket.subject", culture)}";
        return new RenderedTemplate(string.Join(' ', subject.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), body.ToString(), null, [], []);
    }
}
