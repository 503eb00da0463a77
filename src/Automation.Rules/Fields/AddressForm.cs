using System.Buffers;
using System.Globalization;
using Automation.Rules.Operators;

namespace Automation.Rules.Fields;

/// <summary>What a mail address and a domain name look like where mails have them: without display name, brackets, protocol or path.</summary>
internal static class AddressForm
{
    /// <summary>RFC 5321, 4.5.3.1: 64 characters before the at sign, 255 after it.</summary>
    private const int LongestAddress = 320;

    /// <summary>RFC 5322, 3.2.3: what cannot stand before the at sign without quotes.</summary>
    private static readonly SearchValues<char> Specials = SearchValues.Create("()<>[]:;@\\,\"");

    /// <summary>Why a field of addresses or domains can never be, or lie within, the text; null when it may, and for other comparisons.</summary>
    /// <param name="mayBeRough">Only what was always refused: it was stored before.</param>
    public static string? Reason(Field field, Operator op, string text, bool mayBeRough = false) => (field.Kind, op) switch
    {
        (FieldKind.Address, Operator.Is or Operator.IsOneOf or Operator.HasAllOf) => AddressReason(text, mayBeRough),
        (FieldKind.Domain, Operator.Is or Operator.IsOneOf or Operator.IsWithin) => DomainReason(text, mayBeRough),
        _ => null,
    };

    /// <summary>Why the text is no address, and what to write instead; null when it is one.</summary>
    public static string? AddressReason(string text, bool mayBeRough = false) =>
        IsAddress(text) || (mayBeRough && text.Contains('@', StringComparison.Ordinal)) ? null : $"\"{text}\" is not a mail address{AddressMeant(text)}.";

    /// <summary>Why the text is no domain, and what to write instead; null when it is one.</summary>
    private static string? DomainReason(string text, bool mayBeRough)
    {
        if (IsDomain(text) || (mayBeRough && text.IndexOfAny(['@', ' ', '*']) < 0 && text.Split('.').All(part => part.Length > 0)))
            return null;
        var bare = Bare(text);
        var below = bare.StartsWith("*.", StringComparison.Ordinal) || bare.StartsWith('.') || bare.EndsWith('.') || bare.Contains("..", StringComparison.Ordinal);
        var meant = string.Join('.', bare.TrimStart('*').Split('.', StringSplitOptions.RemoveEmptyEntries));
        var write = IsDomain(meant) ? meant : "x.example";
        return below
            ? $"\"{text}\" is not a domain name: write it without a dot at its ends, such as {write}. \"Is within\" (isWithin) holds for what is below it too."
            : $"\"{text}\" is not a domain name: write {(write == meant ? write : "it as " + write)}, without protocol, path, at sign or blank.";
    }

    /// <summary>Whether a field for addresses can hold it.</summary>
    public static bool IsAddress(string text)
    {
        var at = text.LastIndexOf('@');
        if (at <= 0 || text.Length > LongestAddress || text.Any(char.IsWhiteSpace))
            return false;
        var name = text.AsSpan(0, at);
        var domain = text[(at + 1)..];
        var isQuoted = name.Length > 2 && name[0] == '"' && name[^1] == '"';
        var isLiteral = domain.Length > 2 && domain[0] == '[' && domain[^1] == ']';
        return (isQuoted || (!name.ContainsAny(Specials) && name is not "*")) && (isLiteral || IsDomain(domain));
    }

    /// <summary>Whether a field for domains can hold it. Letters of any language: some programs write them as they are, others as xn--.</summary>
    public static bool IsDomain(string text) =>
        text.Split('.').All(part => part.Length > 0 && part.All(c => char.IsLetterOrDigit(c) || char.IsSurrogate(c) || c is '-' or '_' || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark));

    private static string AddressMeant(string text)
    {
        var (open, close) = (text.LastIndexOf('<'), text.LastIndexOf('>'));
        if (open >= 0 && close > open && Cleaned(text[(open + 1)..close]) is var inside && IsAddress(inside))
            return $": write {inside}, without name and angle brackets";
        var parts = text.Split([' ', '\t', ',', ';'], StringSplitOptions.RemoveEmptyEntries).Select(Cleaned).Where(IsAddress).ToList();
        if (parts.Count > 1)
            return $": write each as a value of its own, such as {parts[0]}";
        if (parts.Count == 1)
            return $": write {parts[0]} and nothing else";
        return text.TrimStart('*') is ['@', .. var domain] && IsDomain(domain)
            ? $": for everybody of {domain} ask for the \"{StandardFields.SenderDomain.Label}\" ({StandardFields.SenderDomain.Name}), or for an address that ends with @{domain}"
            : ": write it as name@x.example";
    }

    private static string Cleaned(string text)
    {
        text = text.Trim('<', '>', '"', '\'', '.', ',', ';', ' ');
        return text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? text["mailto:".Length..] : text;
    }

    // The host of what people copy from a browser or a mail.
    private static string Bare(string text)
    {
        var start = text.IndexOf("://", StringComparison.Ordinal) is >= 0 and var protocol ? protocol + 3 : 0;
        start = Math.Max(start, text.LastIndexOf('@') + 1);
        var rest = text[start..].Trim().Trim('<', '>');
        return rest.IndexOfAny(['/', ':', '?', '#']) is >= 0 and var end ? rest[..end] : rest;
    }
}
