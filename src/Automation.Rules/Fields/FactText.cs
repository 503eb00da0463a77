using System.Globalization;

namespace Automation.Rules.Fields;

/// <summary>What a sheet knows of a field, as people read it.</summary>
public static class FactText
{
    /// <summary>Several values are parted by a comma and a blank; null when nothing is known, or only blanks.</summary>
    public static string? Of(FactSheet facts, Field field)
    {
        ref readonly var fact = ref facts[field];
        if (field.IsString)
            return fact.IsBlank ? null : fact.Several is null ? fact.One : string.Join(", ", fact.Several);
        if (!fact.HasNumber)
            return null;
        return field.Kind switch
        {
            FieldKind.Flag => fact.Number != 0 ? "true" : "false",
            FieldKind.TimeOfDay => TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(fact.Number)).ToString("HH:mm", CultureInfo.InvariantCulture),
            _ => fact.Number.ToString("R", CultureInfo.InvariantCulture),
        };
    }
}
