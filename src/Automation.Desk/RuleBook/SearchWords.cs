using Automation.Rules.Folding;

namespace Automation.Desk.RuleBook;

/// <summary>The words of a search. Case and accents do not count, and each word may stand anywhere.</summary>
internal sealed class SearchWords(string? search)
{
    private readonly string[] _words = TextFolding.Of(search ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Nothing is searched for: everything fits.</summary>
    public bool IsEmpty => _words.Length == 0;

    /// <summary>Whether every word stands somewhere.</summary>
    /// <param name="has">Whether a folded word stands there.</param>
    public bool Fit(Func<string, bool> has) => Array.TrueForAll(_words, word => has(word));

    /// <summary>Whether every word stands in one of the texts.</summary>
    public bool Fit(IEnumerable<string?> texts)
    {
        if (IsEmpty)
            return true;
        var folded = TextFolding.Of(string.Join('\n', texts));
        return Fit(word => folded.Contains(word, StringComparison.Ordinal));
    }
}
