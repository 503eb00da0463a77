using System.Collections.Frozen;

namespace Automation.Mail.Cleaning;

/// <summary>The few header lines Outlook and others put above the original: From, Sent, To, Subject, in the mailer's language.</summary>
internal static class HeaderBlock
{
    [Flags]
    private enum Labels
    {
        None = 0,
        From = 1,
        Date = 2,
        To = 4,
        Subject = 8,
        Cc = 16,
    }

    private const int MaxLines = 14;

    private static readonly FrozenDictionary<string, Labels> Names = Build(
        (Labels.From, "From|Von|De|Da|Van|Od|Från|Fra|Lähettäjä|Feladó|От|Expéditeur|Remitente|Mittente|Afzender|Remetente|Nadawca|Odesílatel|Avsändare|差出人|发件人|寄件者"),
        (Labels.Date, "Sent|Date|Gesendet|Gesendet am|Datum|Envoyé|Envoyé le|Enviado|Enviado el|Fecha|Inviato|Data|Data di invio|Verzonden|Enviada|Enviada em|Enviado em|Wysłano|Data wysłania|Odesláno|Skickat|Sendt|Dato|Lähetetty|Küldve|Отправлено|Дата|送信日時|发送时间|日期"),
        (Labels.To, "To|An|À|A|Para|Aan|Do|Komu|Till|Til|Vastaanottaja|Címzett|Кому|宛先|收件人|Destinataire|Destinatario|Destinatário"),
        (Labels.Subject, "Subject|Betreff|Objet|Asunto|Oggetto|Onderwerp|Assunto|Temat|Předmět|Ämne|Emne|Aihe|Tárgy|Тема|件名|主题|主旨"),
        (Labels.Cc, "Cc|Kopie|Kopia|Kopi|CC|DW|Copie|Copia|Cópia|Копия|抄送|Reply-To|Antwort an|Importance|Wichtigkeit|Attachments|Anlagen|Priority|Organization"));

    private static readonly FrozenDictionary<string, Labels>.AlternateLookup<ReadOnlySpan<char>> Lookup = Names.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether such a block begins at this line: its first line has a label, From is among the next, and three kinds in all.</summary>
    public static bool StartsAt(BodyLines lines, int index)
    {
        var found = LabelOf(lines.TextOf(index));
        if ((found & (Labels.From | Labels.Date | Labels.Subject)) == 0)
            return false;

        var others = 0;
        var blanks = 0;
        for (var i = index + 1; i < lines.Count && i <= index + MaxLines && others < 3 && blanks < 2; i++)
        {
            if (lines.IsBlank(i))
            {
                blanks++;
                continue;
            }

            var label = LabelOf(lines.TextOf(i));
            found |= label;
            // A long list of recipients goes on over several lines.
            others = label == Labels.None ? others + 1 : 0;
            blanks = 0;
            if (IsEnough(found))
                return true;
        }

        return false;
    }

    private static bool IsEnough(Labels found) =>
        (found & Labels.From) != 0 && System.Numerics.BitOperations.PopCount((uint)(found & ~Labels.Cc)) >= 3;

    private static Labels LabelOf(ReadOnlySpan<char> line)
    {
        var text = line.Trim(" \t\u00A0*>\u200E\u200F");
        var colon = text.IndexOfAny(':', '：');
        if (colon is < 1 or > 24)
            return Labels.None;

        var label = text[..colon].TrimEnd(" \t\u00A0*");
        return Lookup.TryGetValue(label, out var found) ? found : Labels.None;
    }

    private static FrozenDictionary<string, Labels> Build(params (Labels Label, string Names)[] groups)
    {
        var names = new Dictionary<string, Labels>(StringComparer.OrdinalIgnoreCase);
        foreach (var (label, list) in groups)
        {
            foreach (var name in list.Split('|'))
                names[name] = label;
        }

        return names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
