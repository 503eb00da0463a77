using Automation.Workflows.Activities;
using Automation.Workflows.Values;

namespace Automation.Workflows.Graphs;

/// <summary>The choices of an input that is offered as a drop-down or as a list to tick.</summary>
internal static class FixedOptions
{
    /// <summary>What a fixed value would have to be; null when it is one of the options, or a list of them, or when others fit too. No value is left to whether the input is required.</summary>
    public static string? Wanted(object value, Type type, InputDescriptor? described)
    {
        // The names of an enumeration are judged by its type, which knows numbers and spaces too.
        if (described is not { Options.Count: > 0, OthersFit: false } || value is "" || (Nullable.GetUnderlyingType(type) ?? type).IsEnum)
            return null;
        var chosen = type == typeof(List<string>) ? ValueConversion.To<List<string>>(value)! : [ValueConversion.ToText(value)];
        return chosen.TrueForAll(one => described.Options.Contains(one, StringComparer.OrdinalIgnoreCase)) ? null : $"one of: {string.Join(", ", described.Options)}";
    }
}
