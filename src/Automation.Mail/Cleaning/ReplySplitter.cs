namespace Automation.Mail.Cleaning;

/// <summary>
/// Says for each line of a body whether it is new, quoted or signature. A forwarded mail is content: whoever forwards it to a desk wants it read,
/// so nothing of it is folded away.
/// </summary>
internal static class ReplySplitter
{
    /// <param name="isAnswer">The mail says that it answers something (In-Reply-To, References, a reply prefix).</param>
    /// <param name="isForward">Its subject begins with a forward prefix.</param>
    public static SplitBody Split(BodyLines lines, bool isAnswer, bool isForward)
    {
        var parts = new LinePart[lines.Count];
        var sign = isForward ? null : MarkQuotes(lines, parts, isAnswer);

        var own = new List<int>(lines.Count);
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] == LinePart.New)
                own.Add(i);
        }

        if (sign is not null && !own.Exists(i => !lines.IsBlank(i) && !lines[i].IsRule))
        {
            // Nothing but a quote. In an answer that is an answer without words; otherwise what we took for a quote is the mail.
            if (isAnswer)
                return new SplitBody(parts, sign);
            Array.Clear(parts);
            return new SplitBody(parts, null);
        }

        MarkSignature(lines, parts, own);
        ShowQuotesBetweenNewLines(lines, parts, sign);
        return new SplitBody(parts, sign);
    }

    /// <returns>The first sign found; null when nothing is quoted.</returns>
    private static string? MarkQuotes(BodyLines lines, LinePart[] parts, bool isAnswer)
    {
        string? first = null;
        for (var i = 0; i < lines.Count;)
        {
            if (lines.IsBlank(i) || lines[i].IsRule)
            {
                i++;
                continue;
            }

            if (lines[i].Mark is LineMark.Forward || Separators.IsForward(lines.TextOf(i)))
                return first;

            if (SignToEnd(lines, i, isAnswer) is { } sign)
            {
                Quote(lines, parts, i, lines.Count);
                return first ?? sign;
            }

            var end = QuotedRegionEnd(lines, i, isAnswer, out var regionSign);
            if (end == i)
            {
                i++;
                continue;
            }

            if (StartsWithForward(lines, i, end))
                return first;
            Quote(lines, parts, i, end);
            first ??= regionSign;
            i = end;
        }

        return first;
    }

    /// <summary>Signs after which everything is the original, marked or not.</summary>
    private static string? SignToEnd(BodyLines lines, int index, bool isAnswer)
    {
        if (lines[index].Mark is LineMark.QuoteToEnd)
            return lines[index].Sign;
        if (lines[index].Depth > 0)
            return null;

        var text = lines.TextOf(index);
        if (Separators.IsOriginal(text))
            return "original-message";
        if (isAnswer && Separators.IsOwnDelimiter(text))
            return "own-delimiter";
        if (HeaderBlock.StartsAt(lines, index))
            return "header-block";
        if (Attribution.At(lines, index, out var count) is Attribution.Strength.Strong && !IsQuoted(lines, NextNonBlank(lines, index + count)))
            return "attribution";
        return null;
    }

    /// <summary>A quote with marks of its own, after which the writer may go on.</summary>
    private static int QuotedRegionEnd(BodyLines lines, int index, bool isAnswer, out string? sign)
    {
        sign = null;
        if (lines[index].Depth > 0)
        {
            var end = EndOfMarked(lines, index, indented: false, out var count);
            // A single line behind > in a first mail is more likely a prompt or a list than a quote.
            if (!isAnswer && count < 2 && lines[index].Sign is null)
                return index;
            sign = lines[index].Sign ?? "quote-marks";
            return end;
        }

        if (Attribution.At(lines, index, out var taken) is Attribution.Strength.None)
            return index;

        var next = NextNonBlank(lines, index + taken);
        if (!IsQuoted(lines, next))
            return index;

        sign = lines[next].Sign ?? "attribution";
        return EndOfMarked(lines, next, indented: true, out _);
    }

    /// <summary>From a quoted line to after the last one, blank lines between included.</summary>
    private static int EndOfMarked(BodyLines lines, int index, bool indented, out int count)
    {
        count = 0;
        var end = index;
        for (var i = index; i < lines.Count; i++)
        {
            if (lines.IsBlank(i) && lines[i].Depth == 0)
                continue;
            if (lines[i].Depth == 0 && !(indented && lines[i].IsIndented) && !lines[i].IsRule)
                break;
            if (lines[i].IsRule && lines[i].Depth == 0)
                continue;

            count++;
            end = i + 1;
        }

        return end;
    }

    private static bool StartsWithForward(BodyLines lines, int from, int to)
    {
        var first = from;
        while (first < to && lines.IsBlank(first))
            first++;
        return first < to && (lines[first].Mark is LineMark.Forward || Separators.IsForward(lines.TextOf(first)));
    }

    /// <summary>Marks a region and what stands right above it and belongs to it: blank lines and rules.</summary>
    private static void Quote(BodyLines lines, LinePart[] parts, int from, int to)
    {
        while (from > 0 && parts[from - 1] == LinePart.New && (lines[from - 1].IsRule || lines.IsBlank(from - 1) || Separators.IsDecoration(lines.TextOf(from - 1))))
            from--;
        Array.Fill(parts, LinePart.Quoted, from, to - from);
    }

    private static void MarkSignature(BodyLines lines, LinePart[] parts, List<int> own)
    {
        foreach (var i in own)
        {
            if (lines[i].Mark is LineMark.Signature)
                parts[i] = LinePart.Signature;
        }

        own.RemoveAll(i => parts[i] == LinePart.Signature);
        if (!own.Exists(i => !lines.IsBlank(i)))
        {
            // All signature: then it is what the mail says.
            for (var i = 0; i < parts.Length; i++)
            {
                if (parts[i] == LinePart.Signature)
                    parts[i] = LinePart.New;
            }

            return;
        }

        // The signature stands at the end of the first stretch of new lines that has one: with the quote below, that is the writer's own.
        var start = 0;
        while (start < own.Count)
        {
            var end = start + 1;
            while (end < own.Count && own[end] == own[end - 1] + 1)
                end++;

            var stretch = own.GetRange(start, end - start);
            for (var i = SignatureSigns.Find(lines, stretch); i < stretch.Count; i++)
                parts[stretch[i]] = LinePart.Signature;
            start = end;
        }
    }

    /// <summary>Answers written between the lines of a quote make no sense without it: what is quoted between new lines is shown with them.</summary>
    private static void ShowQuotesBetweenNewLines(BodyLines lines, LinePart[] parts, string? sign)
    {
        if (sign is null)
            return;

        var first = Array.FindIndex(parts, 0, p => p == LinePart.New);
        while (first >= 0 && first < parts.Length && (parts[first] != LinePart.New || lines.IsBlank(first)))
            first++;
        var last = parts.Length - 1;
        while (last > first && (parts[last] != LinePart.New || lines.IsBlank(last)))
            last--;
        for (var i = Math.Max(first, 0); i < last; i++)
        {
            if (parts[i] == LinePart.Quoted)
                parts[i] = LinePart.QuotedBetween;
        }
    }

    private static bool IsQuoted(BodyLines lines, int index) => index < lines.Count && (lines[index].Depth > 0 || lines[index].IsIndented);

    private static int NextNonBlank(BodyLines lines, int index)
    {
        while (index < lines.Count && lines.IsBlank(index))
            index++;
        return index;
    }
}

/// <param name="Parts">One for each line.</param>
/// <param name="Sign">What gave the quote away; null when there is none.</param>
internal sealed record SplitBody(LinePart[] Parts, string? Sign);
