namespace Automation.Rules.Fields;

/// <summary>What a field holds, which decides the operators it takes and how its values are compared.</summary>
public enum FieldKind
{
    /// <summary>Words written by people. Compared folded: without case and accents.</summary>
    Text,

    /// <summary>A mail address. Equality ignores case only; searching inside it folds.</summary>
    Address,

    /// <summary>A domain name. Equality ignores case only; <c>isWithin</c> accepts sub-domains.</summary>
    Domain,

    /// <summary>A value from a list known to programs, such as <c>high</c> or <c>monday</c>. Equality ignores case.</summary>
    Code,

    /// <summary>A code in a tree, its parts parted by <c>/</c>; <c>isWithin</c> accepts everything below a branch.</summary>
    Path,

    Number,
    Flag,

    /// <summary>A time of day, in the business time zone that the host chose.</summary>
    TimeOfDay,
}
