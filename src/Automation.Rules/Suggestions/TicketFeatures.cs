using Automation.Rules.Fields;
using Automation.Rules.Folding;
using Automation.Rules.Model;

namespace Automation.Rules.Suggestions;

internal enum FeatureKind
{
    SubjectWord,
    BodyWord,
    Domain,
}

/// <summary>Something a rule can ask for: a word of the subject or the text, or the sender's domain.</summary>
internal readonly record struct Feature(FeatureKind Kind, string Text);

/// <summary>Takes tickets apart into what rules can ask for, each feature with a number.</summary>
internal sealed class TicketFeatures
{
    private const int MostBodyWords = 300;
    private const int ShortestWord = 2;
    private const int LongestWord = 40;

    private readonly Dictionary<Feature, int> _numbers = [];
    private readonly List<Feature> _features = [];
    private readonly List<int> _tickets = [];
    private readonly HashSet<int> _seen = [];

    public Feature this[int number] => _features[number];

    public int Count => _features.Count;

    /// <summary>Tickets taken apart that have the feature.</summary>
    public int TicketsWith(int number) => _tickets[number];

    /// <summary>The features of a ticket, each once, in rising order.</summary>
    public int[] Of(FactSheet facts)
    {
        _seen.Clear();
        AddWords(FeatureKind.SubjectWord, Folded(facts, StandardFields.Subject), withPairs: true, int.MaxValue);
        AddWords(FeatureKind.BodyWord, Folded(facts, StandardFields.Body), withPairs: false, MostBodyWords);
        if (facts[StandardFields.SenderDomain].One?.Trim() is { Length: > 0 and <= RuleLimits.ValueLength } domain && domain.AsSpan().IndexOfAny("@ *") < 0)
            Add(FeatureKind.Domain, domain.ToLowerInvariant());
        var numbers = _seen.ToArray();
        Array.Sort(numbers);
        foreach (var number in numbers)
            _tickets[number]++;
        return numbers;
    }

    /// <summary>The words of folded text, as the operators on words see them.</summary>
    public static IEnumerable<string> WordsOf(string folded)
    {
        for (var at = 0; at < folded.Length;)
        {
            var start = at;
            while (at < folded.Length && Words.IsJoining(folded[at]))
                at++;
            if (at > start)
                yield return folded[start..at];
            else
                at++;
        }
    }

    public static string Folded(FactSheet facts, Field field) => facts[field].One is { } text ? FoldedText.Fold(text) : "";

    /// <summary>Not a number, which is that of one ticket, nor a letter.</summary>
    public static bool IsTelling(string word) => word.Length is >= ShortestWord and <= LongestWord && !word.All(char.IsDigit);

    private void AddWords(FeatureKind kind, string folded, bool withPairs, int most)
    {
        var before = "";
        var at = 0;
        foreach (var word in WordsOf(folded))
        {
            if (_seen.Count > most)
                return;
            var start = folded.IndexOf(word, at, StringComparison.Ordinal);
            // Two words make a phrase when only a blank stands between them.
            var follows = before.Length > 0 && start == at + 1 && folded[at] == ' ';
            at = start + word.Length;
            if (IsTelling(word))
            {
                Add(kind, word);
                if (withPairs && follows)
                    Add(kind, before + " " + word);
                before = word;
            }
            else
                before = "";
        }
    }

    private void Add(FeatureKind kind, string text)
    {
        var feature = new Feature(kind, text);
        if (!_numbers.TryGetValue(feature, out var number))
        {
            _numbers[feature] = number = _features.Count;
            _features.Add(feature);
            _tickets.Add(0);
        }
        _seen.Add(number);
    }
}
