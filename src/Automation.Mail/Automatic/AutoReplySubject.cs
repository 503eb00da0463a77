using Automation.Mail.Messages;

namespace Automation.Mail.Automatic;

/// <summary>
/// The subject Outlook gives an out-of-office, in its languages. Weak: a person can write such a subject, so on its own it only stops our answer,
/// and it counts as an answer (no ticket of its own) only when the mail says that it answers something.
/// </summary>
internal static class AutoReplySubject
{
    private static readonly string[] Prefixes =
    [
        "Automatic reply:", "Auto-Reply:", "Autoreply:", "Out of Office:", "Out of Office AutoReply:",
        "Automatische Antwort:", "Abwesenheitsnotiz:", "Réponse automatique", "Absence du bureau", "Respuesta automática:", "Fuera de la oficina:",
        "Risposta automatica:", "Fuori sede:", "Automatisch antwoord:", "Afwezigheidsbericht:", "Resposta automática:", "Ausente do escritório:",
        "Odpowiedź automatyczna:", "Automatyczna odpowiedź:", "Automatická odpověď:", "Autosvar:", "Automatiskt svar:", "Automatisk svar:", "Automaattinen vastaus:",
        "Automatikus válasz:", "Автоматический ответ:", "自动答复:", "自動応答:",
    ];

    public static AutomaticVerdict? Check(IncomingMail mail, DeskIdentity desk) => Fits(mail.Subject)
        ? Signs.Verdict(AutomaticClass.AutoReply, nameof(AutoReplySubject), "The subject of an automatic reply.", Signs.Field("Subject", mail.Subject), Signs.IsAnswer(mail))
        : null;

    public static bool Fits(string subject)
    {
        var text = subject.AsSpan().TrimStart();
        foreach (var prefix in Prefixes)
        {
            if (text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
