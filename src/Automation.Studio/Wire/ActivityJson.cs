using Automation.Workflows.Activities;

namespace Automation.Studio.Wire;

/// <summary>An activity type as Studio's palette and property editors read it.</summary>
internal static class ActivityJson
{
    private static readonly Dictionary<string, object> Nothing = [];

    /// <param name="choices">The choices of a drop-down by the name of its source.</param>
    public static object Of(ActivityDescriptor x, Func<string, IReadOnlyList<(string Text, string Value)>> choices) => new
    {
        x.TypeName,
        ClrType = x.TypeName,
        x.Namespace,
        x.Name,
        x.Version,
        x.Category,
        x.DisplayName,
        x.Description,
        Inputs = x.Inputs.Select((input, at) => InputOf(input, at, choices)),
        Outputs = x.Outputs.Select((output, at) => new
        {
            output.Name,
            output.TypeName,
            output.DisplayName,
            output.Description,
            Order = at,
            IsBrowsable = true,
            IsSerializable = true,
            IsSynthetic = x.Definition is not null,
        }),
        x.Kind,
        RunAsynchronously = false,
        Ports = x.Ports.Select(port => new { port.Name, port.DisplayName, Type = port.Kind, IsBrowsable = true }),
        CustomProperties = x.Definition is { } d
            ? new Dictionary<string, object> { ["RootType"] = "WorkflowDefinitionActivity", ["WorkflowDefinitionId"] = d.DefinitionId, ["WorkflowDefinitionVersionId"] = d.Id }
            : Nothing,
        ConstructionProperties = x.Definition is { } used
            ? new Dictionary<string, object> { ["WorkflowDefinitionId"] = used.DefinitionId, ["WorkflowDefinitionVersionId"] = used.Id, ["LatestAvailablePublishedVersion"] = used.Version, ["LatestAvailablePublishedVersionId"] = used.Id }
            : Nothing,
        x.IsContainer,
        x.IsBrowsable,
        x.IsStart,
        x.IsTerminal,
    };

    private static object InputOf(InputDescriptor input, int at, Func<string, IReadOnlyList<(string Text, string Value)>> choices) => new
    {
        input.IsWrapped,
        UiHint = input.UIHint,
        input.DefaultValue,
        input.DefaultSyntax,
        IsReadOnly = false,
        IsSensitive = false,
        input.AutoEvaluate,
        UiSpecifications = SpecificationsOf(input, choices),
        input.Name,
        input.TypeName,
        input.DisplayName,
        input.Description,
        Order = at,
        input.Category,
        IsBrowsable = true,
        IsSerializable = true,
        IsSynthetic = false,
    };

    private static Dictionary<string, object> SpecificationsOf(InputDescriptor input, Func<string, IReadOnlyList<(string Text, string Value)>> choices)
    {
        var items = (input.OptionsFrom is { } source ? choices(source) : [.. input.Options.Select(o => (o, o))]).Select(c => new { c.Text, c.Value }).ToList();
        return input.UIHint switch
        {
            "dropdown" when items.Count > 0 => new() { ["dropdown"] = new { SelectList = new { Items = items, IsFlagsEnum = false } } },
            "checklist" when items.Count > 0 => new() { ["checklist"] = new { CheckList = new { Items = items, IsFlagsEnum = false } } },
            "code-editor" => new() { ["code-editor"] = new { Language = "javascript" } },
            "json-editor" => new() { ["code-editor"] = new { Language = "json" } },
            _ => [],
        };
    }
}
