using System.Collections.Frozen;

namespace Automation.Mail.Cleaning;

/// <summary>What we know about HTML's elements.</summary>
internal static class HtmlElements
{
    private static readonly FrozenSet<string> Blocks = Set(
        "address article aside blockquote center dd details dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody tfoot thead tr ul body html caption");

    /// <summary>Whole subtrees that are not content: scripts, styles, embedded documents and what Office writes for itself.</summary>
    private static readonly FrozenSet<string> Dropped = Set(
        "script style head title template link meta base object embed applet iframe frame frameset noframes noembed xml audio video source track canvas select option optgroup input param portal");

    private static readonly FrozenSet<string> Voids = Set("area base br col embed hr img input link meta param source track wbr");

    /// <summary>Elements that a following one of their kind closes: they do not nest when left open.</summary>
    private static readonly FrozenSet<string> SelfClosing = Set("p li td th tr option dd dt thead tbody tfoot html body head colgroup rt rp");

    private static readonly FrozenSet<string> Formatting = Set("a b big code em font i nobr s small strike strong tt u");

    public static bool BreaksLine(ReadOnlySpan<char> name) => Blocks.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);

    public static bool BreaksLine(string name) => Blocks.Contains(name);

    public static bool IsDropped(string name) => Dropped.Contains(name);

    public static bool Nests(ReadOnlySpan<char> name) =>
        !Voids.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name) && !SelfClosing.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);

    public static bool IsVoid(string name) => Voids.Contains(name);

    public static bool IsFormatting(ReadOnlySpan<char> name) => Formatting.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);

    private static FrozenSet<string> Set(string names) => names.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
