namespace Automation.Rules.Compilation;

/// <summary>Numbers the characters that occur in keywords from 1; all others are 0.</summary>
internal sealed class Alphabet
{
    private readonly ushort[] _numbers = new ushort[char.MaxValue + 1];

    public Alphabet(IEnumerable<string> words)
    {
        foreach (var word in words)
        {
            foreach (var character in word)
            {
                if (_numbers[character] == 0)
                    _numbers[character] = (ushort)++Count;
            }
        }
    }

    public int Count { get; private set; }

    public int this[char character] => _numbers[character];

    public ReadOnlySpan<ushort> Numbers => _numbers;
}
