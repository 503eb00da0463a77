using Automation.Mail.Messages;

namespace Automation.Mail.Language;

/// <summary>In which language to answer.</summary>
public static class MailLanguage
{
    /// <summary>The person's own choice, else the language of the words, else the mail's Content-Language (RFC 3282; often only the mailer's setting, so last), else null.</summary>
    /// <param name="preferred">The person's language as a tag (<c>de-CH</c>); null when not known.</param>
    public static string? Choose(string? preferred, string newText, IncomingMail mail)
    {
        if (!string.IsNullOrWhiteSpace(preferred))
            return preferred.Trim();
        if (LanguageGuess.Of(newText) is { } guess)
            return guess;

        var declared = mail.Header("Content-Language")?.Split(',')[0].Trim();
        return declared is { Length: >= 2 and <= 20 } && declared.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? declared : null;
    }
}
