using Automation.Rules.Compilation;
using CsCheck;

namespace Automation.Rules.Tests.Properties;

public sealed class AutomatonTests
{
    private struct Collector(List<(int Word, int End)> found) : IKeywordSink
    {
        public readonly bool Wants(int end) => true;

        public readonly void Found(int word, int end) => found.Add((word, end));
    }

    private static List<(int, int)> Scan(string[] words, Alphabet alphabet, string text)
    {
        var found = new List<(int, int)>();
        var collector = new Collector(found);
        new KeywordAutomaton(words, alphabet).Scan(text, ref collector);
        return found;
    }

    [Fact]
    public void Every_occurrence_of_every_word_is_found() =>
        Gen.Select(Gen.Char["ab印\ud83d"].Array[1, 5].Select(c => new string(c)).Array[1, 20], Gen.Char["abx印\ud83d"].Array[0, 60].Select(c => new string(c)), Gen.Int[0, 70_000]).Sample((some, text, padding) =>
        {
            string[] words = [.. some.Distinct().Order(StringComparer.Ordinal)];
            // A large alphabet leaves room for few full rows, so that the deep states are used as well.
            var alphabet = new Alphabet([.. words, .. padding > 35_000 ? [AllCharacters] : Array.Empty<string>()]);
            var expected = from end in Enumerable.Range(1, text.Length)
                           from word in Enumerable.Range(0, words.Length)
                           where text[..end].EndsWith(words[word], StringComparison.Ordinal)
                           select (word, end);

            Scan(words, alphabet, text).Should().BeEquivalentTo(expected);
        }, iter: 1_000);

    private static readonly string AllCharacters = new([.. Enumerable.Range(1, 65_000).Select(code => (char)code)]);

    [Fact]
    public void Deep_states_beyond_the_full_rows_are_found_too()
    {
        string[] words = [.. Enumerable.Range(0, 2_000).Select(i => $"keyword number {i:D5} of many").Order(StringComparer.Ordinal)];
        var automaton = new Alphabet([.. words, AllCharacters]);

        Scan(words, automaton, $"x{words[77]}, {words[1_999]}").Select(found => found.Item1).Should().Equal(77, 1_999);
    }
}
