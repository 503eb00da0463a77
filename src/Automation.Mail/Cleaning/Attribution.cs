namespace Automation.Mail.Cleaning;

/// <summary>The line a mailer writes above a quote: <c>On 3 April, Ann wrote:</c>, in the languages we know, broken over up to four lines.</summary>
internal static class Attribution
{
    private const int MaxLength = 400;
    private const int MaxLines = 4;

    private static readonly string[] Verbs =
    [
        "wrote", "writes", "schrieb", "geschrieben", "a écrit", "a ecrit", "écrivait", "escribió", "escribio", "ha scritto", "ha escrito", "geschreven", "schreef", "escreveu",
        "napisał", "napisala", "pisze", "napsal", "skrev", "kirjoitti", "írta", "написал", "пишет", "写道", "寫道", "wrote the following", "said",
    ];

    private static readonly string[] Openers =
        ["On ", "Am ", "Le ", "El ", "Il ", "Op ", "Em ", "W dniu ", "Dnia ", "Dne ", "Den ", "Il giorno ", "At ", "Vào ", "Στις ", "2", "1", "0", "3", "пн", "вт", "ср", "чт", "пт", "сб", "вс", "pon", "wt", "śr", "czw", "pt", "sob", "niedz", "po ", "út ", "st ", "čt ", "pá ", "so ", "ne "];

    public enum Strength
    {
        None,

        /// <summary>Counts only when quoted lines follow.</summary>
        Weak,

        /// <summary>Counts even when the original follows without any marks.</summary>
        Strong,
    }

    /// <param name="count">How many lines it takes.</param>
    public static Strength At(BodyLines lines, int index, out int count)
    {
        count = 1;
        var first = Bare(lines.TextOf(index));
        if (first.IsEmpty || first.Length > MaxLength)
            return Strength.None;
        if (EndsHere(first))
            return Judge(first);
        if (!HasOpener(first))
            return Strength.None;

        Span<char> joined = stackalloc char[MaxLength + 1];
        first.CopyTo(joined);
        var length = first.Length;
        for (var i = index + 1; i < lines.Count && i < index + MaxLines; i++)
        {
            var next = Bare(lines.TextOf(i));
            if (next.IsEmpty || length + 1 + next.Length > MaxLength || lines[i].Mark != lines[index].Mark)
                return Strength.None;

            joined[length++] = ' ';
            next.CopyTo(joined[length..]);
            length += next.Length;
            if (!EndsHere(next))
                continue;

            count = i - index + 1;
            return Judge(joined[..length]);
        }

        return Strength.None;
    }

    private static bool EndsHere(ReadOnlySpan<char> text) => text[^1] is ':' or '：';

    private static Strength Judge(ReadOnlySpan<char> text)
    {
        var numbers = CountNumbers(text);
        var address = text.Contains('@');
        if (HasVerb(text))
            return numbers >= 2 && HasOpener(text) ? Strength.Strong : Strength.Weak;
        return numbers >= 3 && address ? Strength.Weak : Strength.None;
    }

    private static bool HasOpener(ReadOnlySpan<char> text)
    {
        foreach (var opener in Openers)
        {
            if (text.StartsWith(opener, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static bool HasVerb(ReadOnlySpan<char> text)
    {
        foreach (var verb in Verbs)
        {
            if (text.Contains(verb, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static int CountNumbers(ReadOnlySpan<char> text)
    {
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]) && (i == 0 || !char.IsAsciiDigit(text[i - 1])))
                count++;
        }

        return count;
    }

    private static ReadOnlySpan<char> Bare(ReadOnlySpan<char> line) => line.Trim(" \t\u00A0*");
}
