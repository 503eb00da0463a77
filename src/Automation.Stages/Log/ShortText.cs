namespace Automation.Stages.Log;

/// <summary>Cuts text to what a column shows.</summary>
internal static class ShortText
{
    /// <summary>At most <paramref name="most"/> characters, never half of a surrogate pair: half a pair is no Unicode, and PostgreSQL refuses it with the whole mail.</summary>
    public static string Of(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}
