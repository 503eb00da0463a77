using System.Text;
using AngleSharp.Dom;

namespace Automation.Mail.Cleaning;

/// <summary>
/// Writes a sanitised body as three pieces of HTML: at each border the open elements are closed in one piece and opened again in the other. An element is written
/// only when something visible comes in it, so no empty boxes stay behind a border. Not recursive.
/// </summary>
internal sealed class HtmlPartWriter(HtmlBodyReader reader, Dictionary<INode, LinePart> borders)
{
    private readonly StringBuilder[] _parts = [new(), new(), new()];
    private readonly List<Frame> _open = [];
    private int _part;

    /// <returns>HTML of the new, the quoted and the signature part.</returns>
    public (string New, string Quoted, string Signature) Write(INode body)
    {
        _open.Add(new Frame(body, null));
        while (_open.Count > 0)
        {
            var frame = _open[^1];
            if (frame.Next < frame.Node.ChildNodes.Length)
                Enter(frame.Node.ChildNodes[frame.Next++]);
            else
                Leave();
        }

        return (Trimmed(0), Trimmed(1), Trimmed(2));
    }

    private void Enter(INode node)
    {
        switch (node)
        {
            case IText text:
                CrossBorder(node);
                if (text.Data.AsSpan().IsWhiteSpace() && !text.Data.Contains('\u00A0', StringComparison.Ordinal))
                    WriteBlank(text.Data);
                else
                    Encode(Content(), text.Data, isAttribute: false);
                break;
            case IElement { LocalName: "br" or "hr" or "wbr" } element:
                CrossBorder(node);
                Content().Append('<').Append(element.LocalName).Append('>');
                break;
            case IElement { LocalName: "img" } element:
                CrossBorder(node);
                WriteImage(element);
                break;
            case IElement element when !HtmlElements.IsDropped(element.LocalName):
                _open.Add(new Frame(element, HtmlSafety.Tags.Contains(element.LocalName) ? element.LocalName : null));
                // An empty cell still holds its place in the table.
                if (element.LocalName is "td" or "th" or "col")
                    Content();
                break;
        }
    }

    private void CrossBorder(INode leaf)
    {
        if (!borders.TryGetValue(leaf, out var part))
            return;

        var target = part switch { LinePart.Quoted => 1, LinePart.Signature => 2, _ => 0 };
        if (target == _part)
            return;
        for (var i = _open.Count - 1; i >= 0; i--)
            Close(_open[i]);
        _part = target;
    }

    private void Leave()
    {
        Close(_open[^1]);
        _open.RemoveAt(_open.Count - 1);
    }

    private void Close(Frame frame)
    {
        if (frame.IsWritten && frame.Tag is { } tag && !HtmlElements.IsVoid(tag))
            _parts[_part].Append("</").Append(tag).Append('>');
        frame.IsWritten = false;
    }

    /// <summary>Where content goes now, with all open elements written.</summary>
    private StringBuilder Content()
    {
        var html = _parts[_part];
        foreach (var frame in _open)
        {
            if (frame.IsWritten)
                continue;
            frame.IsWritten = true;
            if (frame.Tag is not null)
                WriteStart(html, (IElement)frame.Node, frame.Tag);
        }

        return html;
    }

    /// <summary>Blanks between elements matter only once something stands before them.</summary>
    private void WriteBlank(string data)
    {
        if (_open[^1].IsWritten || _parts[_part].Length > 0)
            _parts[_part].Append(data.Contains('\n', StringComparison.Ordinal) ? '\n' : ' ');
    }

    private void WriteStart(StringBuilder html, IElement element, string tag)
    {
        html.Append('<').Append(tag);
        foreach (var attribute in element.Attributes)
        {
            if (!HtmlSafety.Attributes.Contains(attribute.LocalName) || attribute.NamespaceUri is not null || attribute.Value.Length > 4_000)
                continue;

            if (attribute.LocalName == "href")
            {
                if (tag == "a" && HtmlSafety.IsLink(attribute.Value))
                    WriteAttribute(html, "href", attribute.Value.Trim());
                continue;
            }

            WriteAttribute(html, attribute.LocalName, attribute.Value);
        }

        if (reader.Styles.TryGetValue(element, out var style))
            WriteAttribute(html, "style", style);
        if (tag == "a")
            html.Append(" target=\"_blank\" rel=\"noopener noreferrer nofollow\"");
        html.Append('>');
    }

    private void WriteImage(IElement element)
    {
        if (!reader.Images.TryGet(element, out var source))
            return;

        var html = Content();
        html.Append("<img");
        WriteAttribute(html, source.Attribute, source.Value);
        foreach (var name in new[] { "alt", "width", "height" })
        {
            if (element.GetAttribute(name) is { Length: > 0 and <= 500 } value)
                WriteAttribute(html, name, value);
        }

        if (reader.Styles.TryGetValue(element, out var style))
            WriteAttribute(html, "style", style);
        html.Append('>');
    }

    private static void WriteAttribute(StringBuilder html, string name, string value)
    {
        html.Append(' ').Append(name).Append("=\"");
        Encode(html, value, isAttribute: true);
        html.Append('"');
    }

    private static void Encode(StringBuilder html, string text, bool isAttribute)
    {
        var from = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var entity = text[i] switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' when isAttribute => "&quot;",
                '`' when isAttribute => "&#96;",
                _ => null,
            };
            if (entity is null)
                continue;
            html.Append(text, from, i - from).Append(entity);
            from = i + 1;
        }

        html.Append(text, from, text.Length - from);
    }

    private string Trimmed(int part) => _parts[part].ToString().Trim();

    private sealed class Frame(INode node, string? tag)
    {
        public INode Node { get; } = node;

        /// <summary>Null for what is not written itself: the body, and elements not allowed.</summary>
        public string? Tag { get; } = tag;
        public int Next { get; set; }
        public bool IsWritten { get; set; }
    }
}
