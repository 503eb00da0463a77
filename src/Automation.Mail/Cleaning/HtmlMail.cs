using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Automation.Mail.Messages;

namespace Automation.Mail.Cleaning;

/// <summary>An HTML body: parsed once, read once, sanitised, written.</summary>
internal static class HtmlMail
{
    // Removing a node looks through its siblings; so many removals would go with the square of them.
    private const int MaxDropped = 2_000;
    private const int MaxUnknown = 5_000;
    private const int MaxBorders = 200;

    /// <summary>The HTML has passed <see cref="HtmlScan"/>.</summary>
    /// <returns>Null with a reason when the tree turned out too deep or too odd.</returns>
    public static BodyParts? TryClean(string html, IReadOnlyList<IncomingAttachment> attachments, CleaningLimits limits, bool isAnswer, bool isForward, out string? reason)
    {
        var document = new HtmlParser().ParseDocument(html);
        reason = null;
        if (document.Body is not { } body)
            return new BodyParts("", "", "", "", "", "", null);

        var reader = new HtmlBodyReader(attachments, limits);
        if (reader.Read(body) is not { } lines)
        {
            reason = $"HTML nested more than {limits.HtmlDepth} deep";
            return null;
        }

        if (reader.Dropped.Count > MaxDropped)
        {
            reason = $"HTML with more than {MaxDropped} scripts, styles or embedded documents";
            return null;
        }

        if (reader.Unknown > MaxUnknown)
        {
            reason = $"HTML with more than {MaxUnknown} unknown elements";
            return null;
        }

        foreach (var node in reader.Dropped)
            node.Parent?.RemoveChild(node);

        var split = ReplySplitter.Split(lines, isAnswer, isForward);
        HtmlSafety.Sanitise(document);
        var (newHtml, quotedHtml, signatureHtml) = new HtmlPartWriter(reader, BordersOf(reader.Leaves, split.Parts)).Write(document.Body!);
        return new BodyParts(
            newHtml,
            quotedHtml,
            signatureHtml,
            TextAssembler.Join(lines, split.Parts, LinePart.New),
            TextAssembler.Join(lines, split.Parts, LinePart.Quoted),
            TextAssembler.Join(lines, split.Parts, LinePart.Signature),
            split.Sign)
        {
            ContentIds = reader.Images.ContentIds,
            BlockedImages = reader.Images.Blocked,
        };
    }

    /// <summary>The leaves at which another part begins. Preformatted text is cut there.</summary>
    private static Dictionary<INode, LinePart> BordersOf(IReadOnlyList<LineLeaf> leaves, LinePart[] parts)
    {
        var borders = new Dictionary<INode, LinePart>(ReferenceEqualityComparer.Instance);
        // From the end, so that the offsets before a cut stay true.
        for (var i = parts.Length - 1; i >= 0 && borders.Count < MaxBorders; i--)
        {
            var part = Shown(parts[i]);
            if (part == (i == 0 ? LinePart.New : Shown(parts[i - 1])))
                continue;

            var (node, offset) = leaves[i];
            if (offset > 0 && node is IText text)
                borders[text.Split(offset)] = part;
            else
                borders.TryAdd(node, part);
        }

        return borders;
    }

    private static LinePart Shown(LinePart part) => part == LinePart.QuotedBetween ? LinePart.New : part;
}
