using Automation.Rules.Compilation;
using Automation.Rules.Folding;
using CsCheck;

namespace Automation.Rules.Tests.Properties;

public sealed class WordTableTests
{
    private struct Collector(List<(string Word, int End)> found, string[] words) : IKeywordSink
    {
        public readonly bool Wants(int end) => true;

        public readonly void Found(int word, int end) => found.Add((words[word], end));
    }

    private static List<(string, int)> Scan(string[] words, string text)
    {
        var found = new List<(string, int)>();
        var collector = new Collector(found, words);
        // What lies behind the text must not matter.
        new WordTable(words).Scan((text + new string('a', WordTable.Padding)).AsSpan(0, text.Length), ref collector);
        return found;
    }

    private static Gen<string> From(string characters, int least, int most) =>
        Gen.Char[characters].Array[least, most].Select(some => new string(some));

    [Fact]
    public void Every_whole_occurrence_of_every_word_and_phrase_is_found() =>
        Gen.Select(From("aab1 -\n印β", 1, 12).Array[1, 20], From("aaab1  -\n印β", 0, 120), Gen.Bool).Sample((some, text, isAscii) =>
        {
            if (isAscii)
                text = text.Replace('印', '.').Replace('β', 'b');
            var words = WordTable.Choose(some.Distinct());
            if (words.Length == 0)
                return;
            var expected = from start in Enumerable.Range(0, text.Length)
                           from word in words
                           where string.CompareOrdinal(text, start, word, 0, word.Length) == 0 && start + word.Length <= text.Length
                               && Words.IsWhole(text, start, start + word.Length)
                           select (word, start + word.Length);

            Scan(words, text).Should().BeEquivalentTo(expected);
        }, iter: 3_000);

    [Fact]
    public void Words_of_every_length_are_told_apart_to_the_last_letter()
    {
        string[] words = [.. Enumerable.Range(1, 80).Select(length => new string('a', length)), .. Enumerable.Range(1, 80).Select(length => new string('a', length - 1) + "b")];
        words = [.. words.Distinct()];
        Scan(words, string.Join(' ', words)).Select(found => found.Item1).Should().Equal(words);
    }

    [Fact]
    public void Many_words_are_found_among_many() =>
        Scan([.. Enumerable.Range(0, 20_000).Select(i => $"word{i}")], "word0 word19999 word20000 xword7 word123").Select(found => found.Item1)
            .Should().Equal("word0", "word19999", "word123");

    [Fact]
    public void Many_phrases_that_begin_alike_are_left_to_the_automaton()
    {
        string[] phrases = [.. Enumerable.Range(0, 1_000).Select(i => $"inv-2026-{i}")];
        WordTable.Choose([.. phrases, "printer", "network drive", "#1", "印"]).Should().BeEquivalentTo("printer", "network drive");
    }
}
