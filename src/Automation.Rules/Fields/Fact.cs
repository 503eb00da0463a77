namespace Automation.Rules.Fields;

/// <summary>The value of one field: one text, several texts, or a number (flags are 0 and 1, times are minutes).</summary>
internal struct Fact
{
    public string? One;
    public IReadOnlyList<string>? Several;
    public double Number;
    public bool HasNumber;

    public readonly int Count => Several?.Count ?? (One is null ? 0 : 1);

    public readonly string this[int index] => Several is null ? One! : Several[index] ?? "";

    public readonly bool IsBlank
    {
        get
        {
            if (HasNumber)
                return false;
            for (var i = 0; i < Count; i++)
            {
                if (!string.IsNullOrWhiteSpace(this[i]))
                    return false;
            }
            return true;
        }
    }
}
