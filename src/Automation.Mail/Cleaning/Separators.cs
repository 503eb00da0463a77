using System.Collections.Frozen;

namespace Automation.Mail.Cleaning;

/// <summary>Lines that stand between a reply and the original: <c>-----Original Message-----</c> in the languages of Outlook and others, and our own reply delimiter.</summary>
internal static class Separators
{
    private static readonly FrozenSet<string> Originals = Set(
        "Original Message", "Original-Nachricht", "Originalnachricht", "Ursprüngliche Nachricht", "Originale Nachricht", "Message d'origine", "Message d’origine", "Message original",
        "Mensaje original", "Messaggio originale", "Messaggio Originale", "Oorspronkelijk bericht", "Origineel bericht", "Mensagem original", "Mensagem Original",
        "Wiadomość oryginalna", "Oryginalna wiadomość", "Wiadomość pierwotna", "Původní zpráva", "Ursprungligt meddelande", "Originalmeddelande", "Ursprungsmeddelande",
        "Oprindelig meddelelse", "Opprinnelig melding", "Alkuperäinen viesti", "Eredeti üzenet", "Исходное сообщение", "Original Appointment", "Ursprünglicher Termin", "Reply Message", "Original message");

    private static readonly FrozenSet<string> Forwards = Set(
        "Forwarded message", "Forwarded Message", "Weitergeleitete Nachricht", "Weitergeleitete Mail", "Message transféré", "Message transmis", "Mensaje reenviado",
        "Messaggio inoltrato", "Doorgestuurd bericht", "Mensagem encaminhada", "Mensagem reenviada", "Przekazana wiadomość", "Wiadomość przekazana dalej", "Treść przekazanej wiadomości",
        "Přeposlaná zpráva", "Vidarebefordrat meddelande", "Vidarebefordrat mejl", "Videresendt meddelelse", "Пересылаемое сообщение", "Forwarded by");

    /// <summary>Apple's, without dashes.</summary>
    private static readonly string[] BareForwards =
    [
        "Begin forwarded message:", "Anfang der weitergeleiteten Nachricht:", "Anfang der weitergeleiteten E-Mail:", "Début du message réexpédié", "Début du message transféré",
        "Inizio messaggio inoltrato:", "Inicio del mensaje reenviado:", "Begin doorgestuurd bericht:", "Início da mensagem encaminhada:", "Początek przekazywanej wiadomości:",
        "Začátek přeposílané zprávy:", "Vidarebefordrat brev:", "Начало переадресованного сообщения:",
    ];

    public static bool IsOriginal(ReadOnlySpan<char> line) => Between(line) is { IsEmpty: false } words && Has(Originals, words);

    public static bool IsForward(ReadOnlySpan<char> line)
    {
        if (Between(line) is { IsEmpty: false } words && Has(Forwards, words))
            return true;

        var text = Bare(line);
        if (text.Length is < 15 or > 60)
            return false;
        foreach (var forward in BareForwards)
        {
            if (text.StartsWith(forward, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Our own delimiter: words between two or more = on each side, alone on a line. Recognised by its shape, so that a template in a new language needs no code;
    /// the caller asks only for mail that answers something.
    /// </summary>
    public static bool IsOwnDelimiter(ReadOnlySpan<char> line)
    {
        var text = Bare(line);
        return text.Length is >= 20 and <= 140
            && text.StartsWith("=== ", StringComparison.Ordinal)
            && text.EndsWith(" ===", StringComparison.Ordinal)
            && !text[4..^4].Contains('=');
    }

    /// <summary>A line of nothing but underscores, dashes or the like, which belongs to the quote it stands above.</summary>
    public static bool IsDecoration(ReadOnlySpan<char> line)
    {
        var text = line.Trim();
        return text.Length >= 5 && text.IndexOfAnyExcept(text[0]) < 0 && text[0] is '_' or '-' or '=' or '*' or '—';
    }

    /// <summary>The words of <c>----- words -----</c>; empty when the line is not of that shape.</summary>
    private static ReadOnlySpan<char> Between(ReadOnlySpan<char> line)
    {
        var text = Bare(line);
        if (text.Length is < 8 or > 120 || text[0] is not ('-' or '_' or '=') || text[1] != text[0])
            return default;

        var words = text.Trim(text[0]).Trim();
        return words.Length < text.Length - 3 ? words.TrimEnd(':') : default;
    }

    private static ReadOnlySpan<char> Bare(ReadOnlySpan<char> line) => line.Trim(" \t\u00A0*>");

    private static bool Has(FrozenSet<string> set, ReadOnlySpan<char> words) => set.GetAlternateLookup<ReadOnlySpan<char>>().Contains(words);

    private static FrozenSet<string> Set(params string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
