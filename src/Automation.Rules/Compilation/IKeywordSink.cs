namespace Automation.Rules.Compilation;

/// <summary>Told of every keyword in a text, in the order of their ends.</summary>
internal interface IKeywordSink
{
    /// <param name="word">The keyword's place in the automaton's list.</param>
    /// <param name="end">The place after its last character.</param>
    void Found(int word, int end);
}
