using Automation.Stages.Content;
using Automation.Workflows.Activities;

namespace Automation.Studio.Api;

/// <summary>The choices of drop-downs from what is published right now. An activity's input names its source in <c>OptionsFrom</c>.</summary>
internal sealed class DropDowns(DeskContentHolder content, ActivityRegistry registry)
{
    public IReadOnlyList<(string Text, string Value)> Of(string source)
    {
        // What the host knows from its start on does not wait for content.
        if (registry.Choices(source) is { } names)
            return [.. IsRequired(source) ? [] : NoChoice, .. names.Select(n => (n, n))];
        if (!content.IsLoaded)
            return [];
        var now = content.Current;
        IEnumerable<(string Text, string Value)> choices = source switch
        {
            "templates" => now.Templates.Files.Select(f => f.Split('/')[0]).Distinct(StringComparer.Ordinal).Where(n => !n.Contains('.', StringComparison.Ordinal)).Select(n => (n, n)),
            "service-level-policies" => now.ServiceLevels.Book.Policies.Select(p => (p.Name, p.Name)),
            "calendars" => now.ServiceLevels.Calendars.Select(c => (c.Name, c.Name)),
            "rule-sets" => now.Rules.Sets.Select(s => (s.Name, s.Name)),
            "teams" => now.Teams.Select(t => (t.Value.Name, t.Key)),
            _ => throw new InvalidOperationException($"An activity takes its choices from '{source}', which there is none of."),
        };
        return [.. NoChoice, .. choices.OrderBy(c => c.Text, StringComparer.CurrentCulture)];
    }

    /// <summary>Stands for what the activity does when nothing is chosen.</summary>
    private static (string Text, string Value)[] NoChoice => [("", "")];

    private bool IsRequired(string source) => registry.Descriptors.SelectMany(d => d.Inputs).Any(i => i.OptionsFrom == source && i.IsRequired);
}
