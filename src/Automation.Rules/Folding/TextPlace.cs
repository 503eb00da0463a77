namespace Automation.Rules.Folding;

/// <summary>A piece of a field's original value: which value, and the UTF-16 units in it.</summary>
internal readonly record struct TextPlace(int Value, int Start, int Length);
