using System.Collections.Frozen;

namespace Automation.Mail.Language;

/// <summary>Guesses the language of a short text by its most common small words. Cheap: reads 2,000 characters, allocates nothing.</summary>
public static class LanguageGuess
{
    private const int MaxRead = 2_000;

    private static readonly string[] Codes = ["en", "de", "fr", "es", "it", "nl", "pt", "pl", "cs", "sv"];

    private static readonly string[] Words =
    [
        "the and is are was not you my we have has with this that for please can cannot could would from when to of in it be on our your hello thanks hi does how any",
        "der die das und ist nicht ich wir mit für ein eine mein meine haben habe kann bitte auf den dem von zu im sie es auch nach noch wie seit hallo danke wird sich bei guten",
        "le la les et est pas je nous vous avec pour une mon ma mes dans sur ne que qui des du bonjour merci depuis plus ce cette fait mais au aux peut votre",
        "el la los las y es no yo nosotros con para una mi mis en por que se del hola gracias desde pero este esta tengo puede puedo como está al cuando favor su",
        "il lo la gli e è non io noi con per una mio mia nel di che si del della ciao grazie dal ma questo questa ho può posso come sono buongiorno alla quando cosa",
        "de het een en is niet ik wij we met voor mijn van op aan dat die te graag kan hallo dank bedankt maar ook naar deze wordt heb heeft er bij goedemorgen",
        "o a os as e é não eu nós com para uma meu minha em por que se do da olá obrigado obrigada desde mas este esta tenho pode posso como está ao quando",
        "i w na nie jest z do się że mam mój moja proszę dzień dobry dziękuję od ale jak po czy to dla przez o ten być są może mnie",
        "a v na je není s se že mám můj moje prosím dobrý den děkuji od ale jak po do pro to z i ten být jsou může mi nemohu",
        "och att det är inte jag vi med för en ett min mitt på av till som kan hej tack från men har den när var kunde vill mig",
    ];

    /// <summary>Word to a bit for each language that has it.</summary>
    private static readonly FrozenDictionary<string, int> Masks = BuildMasks();
    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> MaskLookup = Masks.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <returns>A two-letter ISO 639-1 code of en, de, fr, es, it, nl, pt, pl, cs, sv; null when the text gives too little to say.</returns>
    public static string? Of(string text)
    {
        Span<int> scores = stackalloc int[Codes.Length];
        Span<char> word = stackalloc char[16];
        var span = text.AsSpan(0, Math.Min(text.Length, MaxRead));
        var length = 0;
        for (var i = 0; i <= span.Length; i++)
        {
            if (i < span.Length && char.IsLetter(span[i]))
            {
                if (length < word.Length)
                    word[length] = char.ToLowerInvariant(span[i]);
                length++;
                continue;
            }

            if (length is > 0 and <= 16 && MaskLookup.TryGetValue(word[..length], out var mask))
                Score(mask, scores);
            length = 0;
        }

        return Best(scores);
    }

    /// <summary>A word that few languages share says more than one that many share.</summary>
    private static void Score(int mask, Span<int> scores)
    {
        var weight = 12 / System.Numerics.BitOperations.PopCount((uint)mask);
        for (var i = 0; i < scores.Length; i++)
        {
            if ((mask & (1 << i)) != 0)
                scores[i] += weight;
        }
    }

    private static string? Best(ReadOnlySpan<int> scores)
    {
        var best = 0;
        var second = -1;
        for (var i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best])
            {
                second = best;
                best = i;
            }
            else if (second < 0 || scores[i] > scores[second])
            {
                second = i;
            }
        }

        // Two telling words, and a fifth more than the runner-up.
        return scores[best] >= 18 && scores[best] * 5 >= scores[second] * 6 ? Codes[best] : null;
    }

    private static FrozenDictionary<string, int> BuildMasks()
    {
        var masks = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Words.Length; i++)
        {
            foreach (var word in Words[i].Split(' '))
                masks[word] = masks.GetValueOrDefault(word) | (1 << i);
        }

        return masks.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
