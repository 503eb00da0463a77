using Automation.Mail.Language;
using Automation.Mail.Tests.Mails;

namespace Automation.Mail.Tests.Language;

public class LanguageTests
{
    [Theory]
    [InlineData("en", "Hello, the printer on our floor does not work since this morning. Can you help?")]
    [InlineData("de", "Hallo, der Drucker auf unserer Etage geht seit heute früh nicht mehr. Können Sie bitte helfen?")]
    [InlineData("fr", "Bonjour, l'imprimante de notre étage ne marche plus depuis ce matin. Merci de votre aide.")]
    [InlineData("es", "Hola, la impresora de nuestra planta no funciona desde esta mañana. ¿Me puede ayudar, por favor?")]
    [InlineData("it", "Buongiorno, la stampante del nostro piano non funziona da questa mattina. Grazie per l'aiuto, come si può fare?")]
    [InlineData("nl", "Goedemorgen, de printer op onze verdieping werkt niet meer. Kan iemand mij helpen? Bedankt, het is dringend.")]
    [InlineData("pt", "Olá, a impressora do nosso andar não funciona desde hoje de manhã. Como posso imprimir? Obrigado.")]
    [InlineData("pl", "Dzień dobry, drukarka na naszym piętrze nie działa od rana. Proszę o pomoc, dziękuję.")]
    [InlineData("cs", "Dobrý den, tiskárna na našem patře od rána nefunguje. Prosím o pomoc, děkuji, je to pro mě důležité.")]
    [InlineData("sv", "Hej, skrivaren på vår våning fungerar inte sedan i morse. Kan ni hjälpa mig med det? Tack.")]
    public void The_language_of_a_few_words_is_guessed(string expected, string text) => LanguageGuess.Of(text).Should().Be(expected);

    [Theory]
    [InlineData("")]
    [InlineData("VPN")]
    [InlineData("0x80070005 0x80070005")]
    [InlineData("プリンタが壊れた")]
    public void Too_little_is_no_guess(string text) => LanguageGuess.Of(text).Should().BeNull();

    [Fact]
    public void The_persons_own_language_comes_first_and_the_mailers_last()
    {
        var mail = Some.Mail(("Content-Language", "de-DE, en"));
        MailLanguage.Choose("fr-CH", "the printer is not on", mail).Should().Be("fr-CH");
        MailLanguage.Choose(null, "the printer is not on and it does not work", mail).Should().Be("en");
        MailLanguage.Choose(" ", "VPN", mail).Should().Be("de-DE");
        MailLanguage.Choose(null, "VPN", Some.Mail()).Should().BeNull();
    }
}
