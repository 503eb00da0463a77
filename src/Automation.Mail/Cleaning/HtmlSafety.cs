using System.Collections.Frozen;
using AngleSharp.Html.Dom;
using Ganss.Xss;

namespace Automation.Mail.Cleaning;

/// <summary>What may stand in cleaned HTML. The sanitiser takes everything else out of the document; the writer then writes nothing that is not listed here either.</summary>
internal static class HtmlSafety
{
    public static FrozenSet<string> Tags { get; } = Set(
        "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd "
        + "li main mark nav ol p pre q s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr");

    /// <summary>No id, name or class: nothing of a mail may be found, styled or scripted by the page it is shown in. Style is filtered apart.</summary>
    public static FrozenSet<string> Attributes { get; } = Set(
        "align alt bgcolor border cellpadding cellspacing char charoff cite clear color cols colspan datetime dir face headers height href hspace lang noshade nowrap rowspan rules scope size span start type valign value vspace width");

    private static readonly HtmlSanitizer Sanitizer = new(new HtmlSanitizerOptions
    {
        AllowedTags = new HashSet<string>(Tags, StringComparer.OrdinalIgnoreCase) { "html", "head", "body" },
        AllowedAttributes = new HashSet<string>(Attributes.Except(["cite"]), StringComparer.OrdinalIgnoreCase),
        AllowedSchemes = new HashSet<string>(["http", "https", "mailto", "tel"], StringComparer.OrdinalIgnoreCase),
        UriAttributes = new HashSet<string>(["href"], StringComparer.OrdinalIgnoreCase),
        AllowedCssProperties = new HashSet<string>(),
        AllowedCssClasses = new HashSet<string>(),
    })
    {
        // Unknown wrappers (o:p, custom elements) go, their words stay.
        KeepChildNodes = true,
    };

    public static void Sanitise(IHtmlDocument document) => Sanitizer.SanitizeDom(document, document.Body);

    /// <summary>A link leads out, by name of its scheme: a relative one would lead into our own pages.</summary>
    public static bool IsLink(string href)
    {
        var text = href.AsSpan().Trim();
        return text.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("http:", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("tel:", StringComparison.OrdinalIgnoreCase);
    }

    private static FrozenSet<string> Set(string names) => names.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
