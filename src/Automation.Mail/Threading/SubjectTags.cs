namespace Automation.Mail.Threading;

/// <summary>Ticket numbers in subjects: <c>[HD-123]</c> wherever it stands, also <c>[HD 123]</c>, <c>[HD#123]</c> and the bare <c>HD-123</c> a person types.</summary>
public sealed class SubjectTags
{
    /// <param name="prefix">Letters before the number, 1 to 10 letters or digits.</param>
    /// <exception cref="ArgumentException">The prefix is empty, too long or has other characters.</exception>
    public SubjectTags(string prefix = "HD")
    {
        if (prefix.Length is 0 or > 10 || !prefix.All(char.IsAsciiLetterOrDigit))
            throw new ArgumentException($"A subject prefix has 1 to 10 letters or digits, not '{prefix}'.", nameof(prefix));
        Prefix = prefix;
    }

    public string Prefix { get; }

    /// <summary><c>[HD-123]</c></summary>
    public string Create(long ticketNumber) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"[{Prefix}-{ticketNumber}]");

    /// <summary>Puts the tag before a subject that does not have it yet.</summary>
    public string AddTo(string subject, long ticketNumber)
    {
        var tag = Create(ticketNumber);
        return subject.Contains(tag, StringComparison.OrdinalIgnoreCase) ? subject : $"{tag} {subject}";
    }

    /// <summary>The numbers found, in order, without repeats, at most ten; bracketed ones first, since a bare one may be about another ticket.</summary>
    public IReadOnlyList<long> Read(string subject)
    {
        List<long>? bracketed = null;
        List<long>? bare = null;
        var from = 0;
        while (from < subject.Length && subject.IndexOf(Prefix, from, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
        {
            from = at + Prefix.Length;
            var inBrackets = at > 0 && subject[at - 1] == '[';
            var boundary = at == 0 || !char.IsLetterOrDigit(subject[at - 1]);
            if (!boundary || !TryNumber(subject.AsSpan(from), inBrackets, out var number))
                continue;

            var list = inBrackets ? bracketed ??= [] : bare ??= [];
            if (list.Count < 10 && !list.Contains(number))
                list.Add(number);
        }

        if (bracketed is null)
            return bare ?? (IReadOnlyList<long>)[];
        if (bare is not null)
            bracketed.AddRange(bare.Except(bracketed).ToArray());
        return bracketed;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, bool inBrackets, out long number)
    {
        number = 0;
        if (text.IsEmpty || !(text[0] is '-' or '#' || (inBrackets && text[0] is ' ' or ':')))
            return false;

        var rest = text[1..].TrimStart(inBrackets ? " #" : "");
        var digits = 0;
        while (digits < rest.Length && char.IsAsciiDigit(rest[digits]))
            digits++;
        if (digits is 0 or > 18 || (digits < rest.Length && char.IsLetterOrDigit(rest[digits])))
            return false;

        number = long.Parse(rest[..digits], System.Globalization.CultureInfo.InvariantCulture);
        return number > 0;
    }
}
