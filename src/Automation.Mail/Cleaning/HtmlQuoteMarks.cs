using AngleSharp.Dom;

namespace Automation.Mail.Cleaning;

/// <summary>What mailers say by ids, classes and attributes about the parts of the HTML they write.</summary>
internal static class HtmlQuoteMarks
{
    public enum Kind
    {
        None,

        /// <summary>All inside is quoted; the writer may go on after it.</summary>
        Quote,

        /// <summary>A blockquote that may be an indent.</summary>
        Indent,

        /// <summary>From here on everything is quoted.</summary>
        QuoteToEnd,
        Signature,
        Forward,
    }

    public static Kind Of(IElement element, out string? sign)
    {
        sign = null;
        var kind = OfId(element.Id, ref sign);
        if (kind == Kind.None)
            kind = OfClass(element.ClassName, ref sign);
        if (kind == Kind.None && element.LocalName == "blockquote")
            kind = OfBlockquote(element, ref sign);
        if (kind == Kind.None && element.GetAttribute("data-marker") == "__QUOTED_TEXT__")
            (kind, sign) = (Kind.Quote, "zimbra");
        if (kind == Kind.None && element.LocalName == "div" && element.GetAttribute("name") == "quote")
            (kind, sign) = (Kind.Quote, "gmx");
        if (kind == Kind.None && element.GetAttribute("data-signatureblock") == "true")
            kind = Kind.Signature;
        return kind;
    }

    private static Kind OfId(string? id, ref string? sign)
    {
        if (string.IsNullOrEmpty(id))
            return Kind.None;

        // Outlook puts x_ before the ids of what it quotes.
        var bare = id.AsSpan();
        while (bare.StartsWith("x_", StringComparison.OrdinalIgnoreCase))
            bare = bare[2..];

        Kind kind;
        (kind, sign) = bare switch
        {
            "divRplyFwdMsg" or "appendonsend" or "mail-editor-reference-message-container" or "OLK_SRC_BODY_SECTION" => (Kind.QuoteToEnd, "outlook"),
            "stopSpelling" => (Kind.QuoteToEnd, "hotmail"),
            "zwchr" => (Kind.QuoteToEnd, "zimbra"),
            "reply-intro" => (Kind.QuoteToEnd, "roundcube"),
            "isReplyContent" or "isForwardContent" => (Kind.Quote, "qq"),
            "yahoo_quoted" => (Kind.Quote, "yahoo"),
            "Signature" or "signature" or "AppleMailSignature" or "ms-outlook-mobile-signature" or "_signature" or "composer_signature" => (Kind.Signature, (string?)null),
            _ => (Kind.None, null),
        };
        if (kind == Kind.None && bare.StartsWith("yahoo_quoted", StringComparison.OrdinalIgnoreCase))
            (kind, sign) = (Kind.Quote, "yahoo");
        return kind;
    }

    private static Kind OfClass(string? names, ref string? sign)
    {
        if (string.IsNullOrEmpty(names))
            return Kind.None;

        foreach (var range in names.AsSpan().Split(' '))
        {
            var name = names.AsSpan()[range].Trim();
            while (name.StartsWith("x_", StringComparison.OrdinalIgnoreCase))
                name = name[2..];
            if (name.StartsWith("ecx", StringComparison.Ordinal))
                name = name[3..];
            if (name.EndsWith("yahoo_quoted", StringComparison.OrdinalIgnoreCase))
                name = "yahoo_quoted";

            Kind kind;
            (kind, sign) = name switch
            {
                "gmail_quote" or "gmail_quote_container" or "gmail_attr" => (Kind.Quote, "gmail"),
                "moz-cite-prefix" => (Kind.Quote, "thunderbird"),
                "yahoo_quoted" => (Kind.Quote, "yahoo"),
                "protonmail_quote" => (Kind.Quote, "proton"),
                "tutanota_quote" => (Kind.Quote, "tutanota"),
                "zmail_extra" => (Kind.Quote, "zoho"),
                "quoted-mail" or "mail-quote" or "cite" or "WM_CITE" => (Kind.Quote, "quote-class"),
                "OutlookMessageHeader" => (Kind.QuoteToEnd, "outlook"),
                "moz-forward-container" => (Kind.Forward, (string?)null),
                "gmail_signature" or "moz-signature" or "protonmail_signature_block" or "tutanota_signature" or "x_gmail_signature" => (Kind.Signature, null),
                _ => (Kind.None, null),
            };
            if (kind != Kind.None)
                return kind;
        }

        return Kind.None;
    }

    private static Kind OfBlockquote(IElement element, ref string? sign)
    {
        if ("cite".Equals(element.GetAttribute("type"), StringComparison.OrdinalIgnoreCase) || element.HasAttribute("cite"))
        {
            sign = "cite";
            return Kind.Quote;
        }

        return Kind.Indent;
    }
}
