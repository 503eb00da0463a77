using Automation.Rules.Compilation;
using Automation.Rules.Model;

namespace Automation.Stages.Content;

/// <summary>The published rules, compiled, with what they were made from. Immutable.</summary>
/// <param name="Versions">The published version of each document, by name: what tells that something newer is published.</param>
public sealed record RulesInForce(RuleChain Chain, NamedLists Lists, CategoryTree Categories, IReadOnlyDictionary<string, int> Versions);
