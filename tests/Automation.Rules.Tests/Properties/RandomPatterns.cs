using CsCheck;

namespace Automation.Rules.Tests.Properties;

/// <summary>A pattern and, for a seed, a text that it matches.</summary>
internal sealed record RandomPattern(string Text, Func<Random, string> Sample);

/// <summary>Random patterns with groups that may be left out, alternatives and repetitions within each other.</summary>
internal static class RandomPatterns
{
    private static readonly string[] Words = ["vpn", "printer", "print", "rint", " client", "file", "inv-", "ab", "a", "straße", "café", "https://"];

    private static readonly RandomPattern[] Classes =
    [
        new(@"\d", random => random.Next(10).ToString(System.Globalization.CultureInfo.InvariantCulture)),
        new("[abc]", random => "abc"[random.Next(3)].ToString()),
        new(".", random => "x#é印"[random.Next(4)].ToString()),
        new(@"\w", random => "kß7"[random.Next(3)].ToString()),
        new(@"\.", _ => "."),
    ];

    private static readonly (string Sign, int Least, int Most)[] Repetitions =
        [("?", 0, 1), ("??", 0, 1), ("*", 0, 3), ("+", 1, 3), ("+?", 1, 3), ("{0,2}", 0, 2), ("{1,2}", 1, 2), ("{2}", 2, 2), ("{0}", 0, 0), ("{1,}", 1, 3), ("{0,}", 0, 3)];

    private static readonly string[] Openings = ["(", "(?:", "(?<n>"];

    private static Gen<T> Any<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static readonly Gen<RandomPattern> Word = Any(Words).Select(word => new RandomPattern(word, _ => word));

    // A sign of repetition behind plain letters is for the last of them only.
    private static readonly Gen<RandomPattern> WordWithEnd = Gen.Select(Any(Words), Any(Repetitions), (word, times) => new RandomPattern(
        word + times.Sign, random => word[..^1] + new string(word[^1], random.Next(times.Least, times.Most + 1))));

    public static readonly Gen<RandomPattern> Pattern = Gen.Recursive<RandomPattern>((depth, inner) => depth >= 3
        ? Word
        : Gen.Frequency(
            (4, Word),
            (1, Any(Classes)),
            (1, WordWithEnd),
            (3, Gen.Select(inner, Any(Openings), Any(Repetitions), Repeated)),
            (2, inner.Array[2, 3].Select(parts => new RandomPattern($"({string.Join('|', parts.Select(part => part.Text))})", random => parts[random.Next(parts.Length)].Sample(random)))),
            (3, inner.Array[2, 3].Select(parts => new RandomPattern(string.Concat(parts.Select(part => part.Text)), random => string.Concat(parts.Select(part => part.Sample(random))))))))
        .Where(pattern => pattern.Text.Length <= 120);

    /// <summary>What some pattern matches.</summary>
    public static readonly Gen<string> Match = Gen.Select(Pattern, Gen.Int[0, 1_000], (pattern, seed) => pattern.Sample(new Random(seed)));

    private static RandomPattern Repeated(RandomPattern inner, string opening, (string Sign, int Least, int Most) times) => new(
        opening + inner.Text + ")" + times.Sign,
        random => string.Concat(Enumerable.Range(0, random.Next(times.Least, times.Most + 1)).Select(_ => inner.Sample(random))));
}
