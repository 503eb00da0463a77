namespace Automation.Rules.Folding;

/// <summary>A text as the rules compare it: without case, accents and the forms in which one character can be written.</summary>
public static class TextFolding
{
    public static string Of(string text) => FoldedText.Fold(text);
}
