namespace Automation.Rules.Folding;

/// <summary>The beginning of a text that is too long to be shown or kept whole.</summary>
public static class TextBeginning
{
    /// <param name="most">UTF-16 units; one less is taken where the last would be half of a character pair.</param>
    public static string Of(string text, int most) =>
        text.Length <= most ? text : text[..(most > 0 && char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}
