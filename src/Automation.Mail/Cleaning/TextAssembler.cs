using System.Text;

namespace Automation.Mail.Cleaning;

/// <summary>Puts lines of one part together again as plain text: no blank lines at the ends, never more than two in a row.</summary>
internal static class TextAssembler
{
    public static string Join(BodyLines lines, LinePart[] parts, LinePart wanted)
    {
        var text = new StringBuilder();
        var blanks = 0;
        for (var i = 0; i < lines.Count; i++)
        {
            if (parts[i] != wanted && !(wanted == LinePart.Quoted && parts[i] == LinePart.QuotedBetween))
                continue;

            var line = lines.TextOf(i).TrimEnd();
            if (line.IsEmpty)
            {
                blanks++;
                continue;
            }

            if (text.Length > 0)
                text.Append('\n', 1 + Math.Min(blanks, 2));
            blanks = 0;
            if (lines[i].Depth > 0)
                text.Append('>', Math.Min(lines[i].Depth, 20)).Append(' ');
            text.Append(line);
        }

        text.Replace('\u00A0', ' ');
        return text.ToString();
    }
}
