namespace Automation.Rules.Folding;

/// <summary>
/// Korean syllables written as letters that join (a leading consonant, a vowel, perhaps a trailing consonant), as macOS writes the names of files, are put
/// together to the one character that everybody else writes (Unicode, 3.12).
/// </summary>
internal static class Hangul
{
    private const char FirstSyllable = '\uAC00';
    private const char LastSyllable = '\uD7A3';
    private const char FirstLeading = '\u1100';
    private const char FirstVowel = '\u1161';
    private const char BeforeTrailing = '\u11A7';
    private const int Vowels = 21;
    private const int Trailing = 28;

    /// <summary>A vowel or a trailing consonant: it may join what stands before it.</summary>
    public static bool IsJoining(char character) => IsVowel(character) || IsTrailing(character);

    /// <summary>The syllable made of two folded characters; 0 when the second does not join the first.</summary>
    public static char Join(char before, char character)
    {
        if (IsVowel(character) && before is >= FirstLeading and <= '\u1112')
            return (char)(FirstSyllable + ((((before - FirstLeading) * Vowels) + character - FirstVowel) * Trailing));
        var isOpen = before is >= FirstSyllable and <= LastSyllable && (before - FirstSyllable) % Trailing == 0;
        return isOpen && IsTrailing(character) ? (char)(before + character - BeforeTrailing) : '\0';
    }

    private static bool IsVowel(char character) => character is >= FirstVowel and <= '\u1175';

    private static bool IsTrailing(char character) => character is > BeforeTrailing and <= '\u11C2';
}
