using System.Text.Encodings.Web;

namespace Automation.Desk.Conversation;

/// <summary>
/// The small page a mail's HTML is shown in. It was sanitised on the way in; this is the second wall: no script, no form, nothing loaded from anywhere but our own attachments. Pictures pasted into the text (<c>data:</c>) are loaded from nowhere.
/// </summary>
internal static class MailDocument
{
    /// <summary><c>desk.js</c> sets <c>data-dark</c>: the reader may have chosen another theme than the system's, which the frame could not know.</summary>
    private const string Style =
        "html{color-scheme:light}html[data-dark]{color-scheme:dark}body{margin:0;font:14px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;overflow-wrap:break-word;color:#1b2330}"
        + "img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}blockquote{margin:0 0 0 8px;padding-left:10px;border-left:2px solid #c6cdd8}"
        + "p{margin:0 0 .7em}a{color:#2b59c3}html[data-dark] body{color:#e6eaf1}html[data-dark] a{color:#8fb0ff}";

    private static readonly string[] OwnColours = ["color:", "background", "bgcolor", "color="];

    /// <param name="html">Sanitised HTML of one part of a mail.</param>
    /// <param name="origin">Our own address with a slash at the end; images of the mail are loaded from its attachments.</param>
    public static string Of(string html, string origin) =>
        $"<!DOCTYPE html><html><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        + $"img-src {HtmlEncoder.Default.Encode(origin)}api/attachments/ data:; style-src 'unsafe-inline'\"><base target=\"_blank\"><style>{Style}</style></head><body>{html}</body></html>";

    /// <summary>True when a picture was kept away on the way in, because looking at it would tell a stranger that somebody did.</summary>
    public static bool WithholdsPictures(string? html) => html?.Contains("data-blocked-src=", StringComparison.Ordinal) == true;

    /// <summary>A mail that brings colours of its own was written for white paper, and is shown on it in the dark theme too.</summary>
    public static bool WantsPaper(string html) => Array.Exists(OwnColours, mark => html.Contains(mark, StringComparison.OrdinalIgnoreCase));
}
