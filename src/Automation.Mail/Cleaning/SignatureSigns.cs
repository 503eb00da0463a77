namespace Automation.Mail.Cleaning;

/// <summary>Where a signature begins in the lines a person wrote.</summary>
internal static class SignatureSigns
{
    private const int MaxLinesAfterDashes = 40;
    private const int FooterLooksBack = 6;
    private const int BlockLooksBack = 25;

    /// <summary>What phones and mailers put under a mail, in the languages of their users.</summary>
    private static readonly string[] Footers =
    [
        "Sent from my ", "Sent from Mail for Windows", "Sent from Outlook", "Sent from Yahoo", "Sent from Samsung", "Sent with ", "Sent via ", "Sent using ", "Get Outlook for ", "Sent from Proton",
        "Von meinem ", "Gesendet von meinem ", "Gesendet von Mail für Windows", "Gesendet von Outlook", "Gesendet mit ", "Diese Nachricht wurde von meinem ", "Holen Sie sich Outlook", "Outlook für ", "Von unterwegs gesendet",
        "Envoyé de mon ", "Envoyé depuis mon ", "Envoyé à partir de ", "Télécharger Outlook", "Obtenez Outlook", "Obtenir Outlook",
        "Enviado desde mi ", "Enviado desde Outlook", "Obtener Outlook", "Enviado do meu ", "Enviado a partir do ", "Obter o Outlook",
        "Inviato da ", "Inviato dal mio ", "Ottieni Outlook", "Scarica Outlook", "Verzonden vanaf mijn ", "Verstuurd vanaf mijn ", "Verzonden met ", "Outlook voor ",
        "Wysłane z ", "Wysłano z ", "Pobierz program Outlook", "Odesláno z ", "Odesláno pomocí ", "Získat Outlook", "Skickat från ", "Hämta Outlook", "Sendt fra ", "Lähetetty ",
        "Отправлено с ",
    ];

    private static readonly string[] Closings =
    [
        "best regards", "kind regards", "warm regards", "regards", "best wishes", "many thanks", "thanks and regards", "yours sincerely", "sincerely", "cheers", "thanks", "thank you", "br",
        "mit freundlichen grüßen", "mit freundlichen gruessen", "mit freundlichem gruß", "freundliche grüße", "freundliche grüsse", "viele grüße", "viele grüsse", "beste grüße", "liebe grüße", "mfg", "vg", "lg", "gruß", "grüße",
        "cordialement", "bien cordialement", "salutations", "bien à vous", "saludos", "un saludo", "saludos cordiales", "atentamente", "cordiali saluti", "distinti saluti", "saluti",
        "met vriendelijke groet", "met vriendelijke groeten", "vriendelijke groet", "groet", "groeten", "atenciosamente", "cumprimentos", "com os melhores cumprimentos", "abraços",
        "pozdrawiam", "z poważaniem", "serdecznie pozdrawiam", "s pozdravem", "s přátelským pozdravem", "med vänliga hälsningar", "vänliga hälsningar", "mvh", "hälsningar",
    ];

    private static readonly string[] Disclaimers =
    [
        "confidentiality notice", "this email and any", "this e-mail and any", "this message is confidential", "this message and any", "disclaimer", "the information contained in this",
        "diese e-mail enthält vertrauliche", "diese nachricht ist vertraulich", "der inhalt dieser e-mail ist vertraulich", "ce message et", "este mensaje", "questo messaggio", "dit bericht", "esta mensagem",
    ];

    /// <param name="own">Indices of the lines the person wrote, in order.</param>
    /// <returns>Position in <paramref name="own"/> where the signature begins; its length when there is none. Never 0: a mail that is all signature is a mail.</returns>
    public static int Find(BodyLines lines, IReadOnlyList<int> own)
    {
        var end = own.Count;
        var begin = FirstNonBlank(lines, own);
        if (begin >= end)
            return end;

        var found = AfterDashes(lines, own, begin);
        for (var i = Math.Max(begin + 1, end - BlockLooksBack); i < found; i++)
        {
            var text = lines.TextOf(own[i]).Trim();
            if (text.IsEmpty)
                continue;

            if ((CountNonBlank(lines, own, i, found) <= FooterLooksBack && StartsWithAny(text, Footers))
                || StartsWithAny(text, Disclaimers)
                || (IsClosing(text) && IsContactBlock(lines, own, i + 1, found)))
                return i;
        }

        return found;
    }

    /// <summary>RFC 3676 4.3: two dashes and a blank, alone on a line; the blank is often lost.</summary>
    private static int AfterDashes(BodyLines lines, IReadOnlyList<int> own, int begin)
    {
        for (var i = own.Count - 1; i > begin && i >= own.Count - MaxLinesAfterDashes; i--)
        {
            var text = lines.TextOf(own[i]).Trim(" \t\u00A0\r");
            if (text is "--" or "—" or "– –" or "-- --")
                return i;
        }

        return own.Count;
    }

    /// <summary>At least three short lines, with a number of seven digits or more, an address or a web site among them.</summary>
    private static bool IsContactBlock(BodyLines lines, IReadOnlyList<int> own, int from, int to)
    {
        var count = 0;
        var contact = false;
        for (var i = from; i < to; i++)
        {
            var text = lines.TextOf(own[i]).Trim();
            if (text.IsEmpty)
                continue;
            if (text.Length > 160 || text[^1] == '?')
                return false;

            count++;
            contact |= text.Contains('@') || text.Contains("www.", StringComparison.OrdinalIgnoreCase) || text.Contains("http", StringComparison.OrdinalIgnoreCase) || Digits(text) >= 7;
        }

        return count >= 3 && contact;
    }

    private static bool IsClosing(ReadOnlySpan<char> text)
    {
        var bare = text.TrimEnd(",.! ");
        if (bare.Length > 40)
            return false;
        foreach (var closing in Closings)
        {
            if (bare.Equals(closing, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static bool StartsWithAny(ReadOnlySpan<char> text, string[] starts)
    {
        foreach (var start in starts)
        {
            if (text.StartsWith(start, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var c in text)
            count += char.IsAsciiDigit(c) ? 1 : 0;
        return count;
    }

    private static int FirstNonBlank(BodyLines lines, IReadOnlyList<int> own)
    {
        var i = 0;
        while (i < own.Count && lines.IsBlank(own[i]))
            i++;
        return i;
    }

    private static int CountNonBlank(BodyLines lines, IReadOnlyList<int> own, int from, int to)
    {
        var count = 0;
        for (var i = from; i < to; i++)
            count += lines.IsBlank(own[i]) ? 0 : 1;
        return count;
    }
}
