using System.Text;
using AngleSharp.Dom;
using Automation.Mail.Messages;

namespace Automation.Mail.Cleaning;

/// <summary>
/// Walks a parsed body once: makes its lines, notes what mailers marked, finds the images and filters the styles. Changes nothing in the document.
/// Not recursive.
/// </summary>
internal sealed class HtmlBodyReader(IReadOnlyList<IncomingAttachment> attachments, CleaningLimits limits)
{
    private readonly StringBuilder _text = new();
    private readonly List<BodyLine> _lines = [];
    private readonly List<LineLeaf> _leaves = [];
    private readonly Stack<Frame> _open = new();

    // The line being written.
    private int _start;
    private INode? _leaf;
    private int _offset;
    private BodyLine _state;
    private bool _hasImage;
    private bool _space;

    // What holds where we are.
    private int _quotes;
    private int _indents;
    private int _signatures;
    private int _forwards;
    private int _preformatted;
    private string? _quoteSign;
    private string? _toEnd;

    /// <summary>First leaf of each line: where a part can begin.</summary>
    public IReadOnlyList<LineLeaf> Leaves => _leaves;

    /// <summary>Elements that are no content, to be taken out.</summary>
    public List<INode> Dropped { get; } = [];

    /// <summary>Elements that are unwrapped: their words stay.</summary>
    public int Unknown { get; private set; }

    public Dictionary<INode, string> Styles { get; } = new(ReferenceEqualityComparer.Instance);

    public HtmlImages Images { get; } = new(attachments, limits);

    /// <returns>Null when the tree is deeper than the limit.</returns>
    public BodyLines? Read(INode body)
    {
        _open.Push(new Frame(body));
        while (_open.TryPeek(out var frame))
        {
            if (frame.Next >= frame.Node.ChildNodes.Length)
            {
                Leave(_open.Pop());
                continue;
            }

            if (_open.Count > limits.HtmlDepth)
                return null;
            Enter(frame.Node.ChildNodes[frame.Next++]);
        }

        EndLine();
        return new BodyLines(_text.ToString(), _lines);
    }

    private void Enter(INode node)
    {
        switch (node)
        {
            case IText text:
                AddText(text);
                break;
            case IElement element when HtmlElements.IsDropped(element.LocalName):
                Dropped.Add(element);
                break;
            case IElement element:
                Enter(element);
                break;
            case IComment:
                break;
        }
    }

    private void Enter(IElement element)
    {
        if (!HtmlSafety.Tags.Contains(element.LocalName))
            Unknown++;
        var style = element.GetAttribute("style");
        if (style is { Length: > 0 } && StyleFilter.Filter(style) is { Length: > 0 } filtered)
            Styles[element] = filtered;

        switch (element.LocalName)
        {
            case "br":
                Begin(element);
                EndLine();
                return;
            case "hr":
                EndIfBegun();
                Mark(element);
                Begin(element);
                _state = _state with { IsRule = true };
                EndLine();
                return;
            case "img":
                if (Images.Take(element))
                {
                    Begin(element);
                    _hasImage = true;
                }

                return;
        }

        if (HtmlElements.BreaksLine(element.LocalName))
            EndIfBegun();
        else if (element.LocalName is "td" or "th")
            _space = true;
        _open.Push(Mark(element) with { Node = element, IsPreformatted = IsPreformatted(element, style) });
        _preformatted += _open.Peek().IsPreformatted ? 1 : 0;
    }

    private Frame Mark(IElement element)
    {
        var kind = HtmlQuoteMarks.Of(element, out var sign);
        switch (kind)
        {
            case HtmlQuoteMarks.Kind.Quote:
                EndIfBegun();
                _quotes++;
                _quoteSign ??= sign;
                break;
            case HtmlQuoteMarks.Kind.Indent:
                _indents++;
                break;
            case HtmlQuoteMarks.Kind.Signature:
                EndIfBegun();
                _signatures++;
                break;
            case HtmlQuoteMarks.Kind.Forward:
                EndIfBegun();
                _forwards++;
                break;
            case HtmlQuoteMarks.Kind.QuoteToEnd:
                EndIfBegun();
                _toEnd ??= sign;
                break;
        }

        return new Frame(element) { Kind = kind };
    }

    private void Leave(Frame frame)
    {
        if (frame.Kind is not (HtmlQuoteMarks.Kind.None or HtmlQuoteMarks.Kind.Indent)
            || (frame.Node is IElement { LocalName: var name } && HtmlElements.BreaksLine(name)))
            EndIfBegun();

        _preformatted -= frame.IsPreformatted ? 1 : 0;
        switch (frame.Kind)
        {
            case HtmlQuoteMarks.Kind.Quote when --_quotes == 0:
                _quoteSign = null;
                break;
            case HtmlQuoteMarks.Kind.Indent:
                _indents--;
                break;
            case HtmlQuoteMarks.Kind.Signature:
                _signatures--;
                break;
            case HtmlQuoteMarks.Kind.Forward:
                _forwards--;
                break;
        }
    }

    private void AddText(IText node)
    {
        var data = node.Data;
        for (var i = 0; i < data.Length; i++)
        {
            var c = data[i];
            if (_preformatted > 0 && c == '\n')
            {
                Begin(node, i);
                EndLine();
                continue;
            }

            if (_preformatted == 0 && c is (' ' or '\t' or '\n' or '\r'))
            {
                _space = true;
                continue;
            }

            if (_leaf is null)
                Begin(node, i);
            else if (_space && _text.Length > _start)
                _text.Append(' ');
            _space = false;
            _text.Append(c);
        }
    }

    private void Begin(INode leaf, int offset = 0)
    {
        if (_leaf is not null)
            return;

        _leaf = leaf;
        _offset = offset;
        _start = _text.Length;
        _space = false;
        var mark = _forwards > 0 ? LineMark.Forward : _signatures > 0 ? LineMark.Signature : LineMark.None;
        _state = new BodyLine(0, 0, _quotes, _indents > 0, Mark: mark, Sign: _quoteSign);
    }

    private void EndIfBegun()
    {
        _space = false;
        if (_leaf is not null)
            EndLine();
    }

    private void EndLine()
    {
        if (_leaf is null)
            return;

        var text = _text.ToString(_start, _text.Length - _start);
        // Some mailers write > into HTML.
        var quoted = BodyLines.Quoted(text, 0, text.Length);
        var line = _state with { Start = _start + quoted.Start, Length = quoted.Length, Depth = _state.Depth + quoted.Depth, HasImage = _hasImage };
        if (_toEnd is not null && !line.IsRule && (_hasImage || !text.AsSpan().IsWhiteSpace()))
        {
            line = line with { Mark = _forwards > 0 ? line.Mark : LineMark.QuoteToEnd, Sign = _toEnd };
            _toEnd = null;
        }

        _lines.Add(line);
        _leaves.Add(new LineLeaf(_leaf, _offset));
        _text.Append('\n');
        _leaf = null;
        _hasImage = false;
        _space = false;
    }

    private static bool IsPreformatted(IElement element, string? style) =>
        element.LocalName is "pre" || (style is not null && style.Contains("white-space", StringComparison.OrdinalIgnoreCase) && style.Contains("pre", StringComparison.OrdinalIgnoreCase));

    private sealed record Frame(INode Node)
    {
        public int Next { get; set; }
        public HtmlQuoteMarks.Kind Kind { get; init; }
        public bool IsPreformatted { get; init; }
    }
}

/// <summary>Where a line begins.</summary>
/// <param name="Node">Text, image, line break or rule.</param>
/// <param name="Offset">In characters, within preformatted text of several lines; else 0.</param>
internal readonly record struct LineLeaf(INode Node, int Offset);
