namespace Automation.Rules.Compilation;

/// <summary>Told of every keyword in a text, in the order of their ends.</summary>
internal interface IKeywordSink
{
    /// <summary>Asked once for each place at which keywords end, before they are told; no for all of them.</summary>
    bool Wants(int end);

    /// <param name="word">The keyword's place in the automaton's list.</param>
    /// <param name="end">The place after its last character.</param>
    void Found(int word, int end);
}
