using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Automation.Server.Composition;

namespace Automation.Server.Tests.Start;

/// <summary>The page of settings names all there are, with their ranges as they are checked.</summary>
public sealed class SettingsDocumentTests
{
    [Fact]
    public void Every_setting_stands_on_the_page_with_its_range()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository(), "docs", "settings.md"));
        var missing = Settings(typeof(DeskOptions), DeskOptions.Section)
            .Where(s => !lines.Any(line => line.Contains($"`{s.Name}`", StringComparison.Ordinal) && (s.Range is null || line.Contains(s.Range, StringComparison.Ordinal))))
            .Select(s => s.Range is null ? s.Name : $"{s.Name} ({s.Range})");
        missing.Should().BeEmpty();
    }

    private static IEnumerable<(string Name, string? Range)> Settings(Type section, string path)
    {
        foreach (var property in section.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var type = property.PropertyType;
            if (type.Assembly == typeof(DeskOptions).Assembly)
            {
                foreach (var inner in Settings(type, $"{path}:{property.Name}"))
                    yield return inner;
            }
            else if (type == typeof(List<DeskOptions.DeskSection>))
            {
                foreach (var inner in typeof(DeskOptions.DeskSection).GetProperties())
                    yield return (inner.Name, null);
            }
            else if (type == typeof(Dictionary<string, string>))
            {
                yield return ($"{path}:{property.Name}:NAME", null);
            }
            else
            {
                var range = property.GetCustomAttribute<RangeAttribute>();
                yield return ($"{path}:{property.Name}", range is null ? null : $"{Number(range.Minimum)} to {Number(range.Maximum)}");
            }
        }
    }

    private static string Number(object bound) => Convert.ToDecimal(bound, CultureInfo.InvariantCulture).ToString("#,0.##", CultureInfo.InvariantCulture);

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Automation.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
