using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Automation.Server.Composition;

/// <summary>Looks for numbers outside their <see cref="RangeAttribute"/>, in a section and all below it.</summary>
internal static class SettingRanges
{
    /// <param name="path">Name of the section, with colons.</param>
    /// <exception cref="ArgumentException">Names the first setting outside its range, its value and the range.</exception>
    public static void Check(object section, string path)
    {
        foreach (var property in section.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var value = property.GetValue(section);
            var name = $"{path}:{property.Name}";
            if (property.GetCustomAttribute<RangeAttribute>() is { } range)
            {
                if (!range.IsValid(value))
                    throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name} is '{value}'; write a number from {range.Minimum} to {range.Maximum}."));
            }
            else if (value is IEnumerable list and not string)
            {
                var i = 0;
                foreach (var item in list)
                {
                    if (IsSection(item))
                        Check(item, string.Create(CultureInfo.InvariantCulture, $"{name}:{i}"));
                    i++;
                }
            }
            else if (IsSection(value))
            {
                Check(value!, name);
            }
        }
    }

    private static bool IsSection(object? value) => value?.GetType().Assembly == typeof(DeskOptions).Assembly;
}
