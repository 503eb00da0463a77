namespace Automation.Rules.Operators;

/// <summary>How a field is compared. The names in rule files are these in camel case.</summary>
public enum Operator
{
    Is,
    IsOneOf,
    HasAllOf,
    IsWithin,
    StartsWith,
    EndsWith,
    ContainsAnyWord,
    ContainsAllWords,
    ContainsAnyFragment,
    ContainsAllFragments,
    Matches,
    IsEmpty,
    IsAtLeast,
    IsAtMost,
    IsMoreThan,
    IsLessThan,
    IsBetween,
    IsBefore,
    IsAtOrAfter,
}
