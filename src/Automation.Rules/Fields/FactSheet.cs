using Automation.Rules.Model;

namespace Automation.Rules.Fields;

/// <summary>
/// What is known of one request, a value a field. The host fills it and may use it again after <see cref="Clear"/>.
/// Filling costs no allocation; text is looked at only where a rule asks. Not safe for use by two threads at once.
/// </summary>
/// <remarks>
/// A value for a <c>decided.*</c> field is a decision already made elsewhere (a form on which the person chose the type);
/// rules see it, may replace it, and <c>otherwise</c> leaves it alone.
/// </remarks>
public sealed class FactSheet
{
    private readonly Fact[] _facts = new Fact[StandardFields.All.Count];

    /// <summary>The moment of the request: rules with <c>from</c> or <c>until</c> are in force or not at this moment.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Sets the one value of a text, address, domain, code or path field; null takes it away.</summary>
    /// <exception cref="ArgumentException">The field holds no text.</exception>
    public FactSheet Set(Field field, string? value)
    {
        Require(field, field.IsString);
        _facts[field.Id] = new Fact { One = value };
        return this;
    }

    /// <summary>Sets the values of a field that holds several. The list is kept, not copied.</summary>
    /// <exception cref="ArgumentException">The field holds one value only, or no text.</exception>
    public FactSheet Set(Field field, IReadOnlyList<string>? values)
    {
        Require(field, field.IsString && field.Many);
        _facts[field.Id] = new Fact { Several = values };
        return this;
    }

    /// <exception cref="ArgumentException">The field is not a number, or the value is not finite.</exception>
    public FactSheet Set(Field field, double value)
    {
        Require(field, field.Kind == FieldKind.Number && double.IsFinite(value));
        _facts[field.Id] = new Fact { Number = value, HasNumber = true };
        return this;
    }

    /// <exception cref="ArgumentException">The field is not a flag.</exception>
    public FactSheet Set(Field field, bool value)
    {
        Require(field, field.Kind == FieldKind.Flag);
        _facts[field.Id] = new Fact { Number = value ? 1 : 0, HasNumber = true };
        return this;
    }

    /// <exception cref="ArgumentException">The field is not a time of day.</exception>
    public FactSheet Set(Field field, TimeOnly value)
    {
        Require(field, field.Kind == FieldKind.TimeOfDay);
        _facts[field.Id] = new Fact { Number = value.ToTimeSpan().TotalMinutes, HasNumber = true };
        return this;
    }

    /// <summary>Characters of all texts: what keeping the sheet costs, two bytes each.</summary>
    public long Characters
    {
        get
        {
            var characters = 0L;
            foreach (var fact in _facts)
            {
                characters += fact.One?.Length ?? 0;
                for (var i = 0; i < fact.Several?.Count; i++)
                    characters += fact.Several[i]?.Length ?? 0;
            }
            return characters;
        }
    }

    /// <summary>Characters of the field's texts beyond so many of each; null when there are none.</summary>
    internal int? Beyond(Field field, int length)
    {
        ref readonly var fact = ref _facts[field.Id];
        var beyond = 0;
        for (var i = 0; i < fact.Count; i++)
            beyond += Math.Max(0, fact[i].Length - length);
        return beyond == 0 ? null : beyond;
    }

    /// <summary>Of the field of which the most is not looked at.</summary>
    internal int? MostUnsearched() => StandardFields.All.Where(field => field.IsString).Max(field => Beyond(field, RuleLimits.TextLength));

    /// <summary>Forgets every value, and the moment.</summary>
    public void Clear()
    {
        Array.Clear(_facts);
        At = default;
    }

    internal ref readonly Fact this[Field field] => ref _facts[field.Id];

    private static void Require(Field field, bool fits)
    {
        if (!fits)
            throw new ArgumentException($"The field {field.Name} ({field.Kind}, {(field.Many ? "several values" : "one value")}) does not take this value.", nameof(field));
    }
}
