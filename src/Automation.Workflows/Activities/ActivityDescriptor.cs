using System.Reflection;
using System.Text.RegularExpressions;
using Automation.Workflows.Definitions;

namespace Automation.Workflows.Activities;

/// <summary>Everything the designer and the compiler need to know about an activity type.</summary>
public sealed partial record ActivityDescriptor
{
    private readonly Func<Activity> _create;

    private ActivityDescriptor(Func<Activity> create) => _create = create;

    public required string TypeName { get; init; }

    public required int Version { get; init; }

    public required string Category { get; init; }

    public required string DisplayName { get; init; }

    public required string Description { get; init; }

    public required ActivityKind Kind { get; init; }

    public required IReadOnlyList<InputDescriptor> Inputs { get; init; }

    public required IReadOnlyList<OutputDescriptor> Outputs { get; init; }

    public required IReadOnlyList<PortDescriptor> Ports { get; init; }

    /// <summary>The declared outcomes, or Done.</summary>
    public required IReadOnlyList<string> Outcomes { get; init; }

    public bool IsBrowsable { get; init; } = true;

    public bool IsStart { get; init; }

    public bool IsTerminal { get; init; }

    public bool IsContainer { get; init; }

    /// <summary>The workflow this type stands for, when it is a workflow used as an activity.</summary>
    public WorkflowDefinition? Definition { get; init; }

    /// <summary>The part of the type name before the last dot; empty without one.</summary>
    public string Namespace => TypeName.LastIndexOf('.') is > 0 and var dot ? TypeName[..dot] : "";

    /// <summary>The part of the type name after the last dot.</summary>
    public string Name => TypeName[(TypeName.LastIndexOf('.') + 1)..];

    internal Activity Create() => _create();

    /// <summary>Reads the attributes of an activity class.</summary>
    /// <exception cref="InvalidOperationException">The class has no <see cref="ActivityAttribute"/>.</exception>
    public static ActivityDescriptor Of(Type type)
    {
        var attribute = type.GetCustomAttribute<ActivityAttribute>(inherit: false)
            ?? throw new InvalidOperationException($"{type.Name} has no {nameof(ActivityAttribute)}.");
        var create = () => (Activity)Activator.CreateInstance(type, nonPublic: true)!;
        var sample = create();
        var outcomes = type.GetCustomAttribute<OutcomesAttribute>()?.Names ?? [];
        var properties = ActivityProperties.Of(type);

        return new ActivityDescriptor(create)
        {
            TypeName = attribute.Type,
            Version = attribute.Version,
            Category = attribute.Category,
            DisplayName = attribute.DisplayName ?? Words(attribute.Type[(attribute.Type.LastIndexOf('.') + 1)..]),
            Description = attribute.Description,
            Kind = attribute.Kind,
            Inputs = [.. properties.Inputs.Select(property => InputDescriptor.Of(property, (InputSlot)property.GetValue(sample)!)), .. properties.RawInputs.Select(InputDescriptor.OfRaw)],
            Outputs = [.. properties.Outputs.Select(property => OutputDescriptor.Of(property, (OutputSlot)property.GetValue(sample)!))],
            Ports = [.. properties.Ports.Select(PortDescriptor.Of), .. outcomes.Select(outcome => new PortDescriptor(outcome, Words(outcome), PortKind.Flow))],
            Outcomes = outcomes.Count > 0 ? outcomes : [Activity.Done],
            IsBrowsable = attribute.Browsable,
            IsStart = typeof(Flow.Start).IsAssignableFrom(type),
            IsTerminal = typeof(ITerminal).IsAssignableFrom(type),
            IsContainer = typeof(Containers.Container).IsAssignableFrom(type)
        };
    }

    /// <summary>Describes a published workflow that others can use as an activity.</summary>
    public static ActivityDescriptor Of(WorkflowDefinition definition) => new(() => new Composition.DefinitionActivity())
    {
        TypeName = definition.ActivityTypeName,
        Version = definition.Version,
        Category = definition.Options.ActivityCategory is { Length: > 0 } category ? category : "Workflows",
        DisplayName = definition.Name,
        Description = definition.Description ?? "",
        Kind = ActivityKind.Action,
        Inputs = [.. definition.Inputs.Select(InputDescriptor.Of)],
        Outputs = [.. definition.Outputs.Select(OutputDescriptor.Of)],
        Ports = [.. definition.Outcomes.Select(outcome => new PortDescriptor(outcome, outcome, PortKind.Flow))],
        Outcomes = definition.Outcomes.Count > 0 ? definition.Outcomes : [Activity.Done],
        Definition = definition
    };

    /// <summary>Stands for a type there is none of.</summary>
    internal static ActivityDescriptor Missing(string type, Func<Activity> create) => new(create)
    {
        TypeName = type,
        Version = 0,
        Category = "",
        DisplayName = type,
        Description = "",
        Kind = ActivityKind.Action,
        Inputs = [],
        Outputs = [],
        Ports = [],
        Outcomes = []
    };

    /// <summary><c>SendHttpRequest</c> gives <c>Send Http Request</c>.</summary>
    internal static string Words(string name) => WordStart().Replace(name, " $1");

    [GeneratedRegex("(?<=[a-z0-9])([A-Z])")]
    private static partial Regex WordStart();
}

/// <summary>An input as the designer shows it.</summary>
/// <param name="IsWrapped">It takes an expression; otherwise it is plain JSON.</param>
/// <param name="OthersFit">A fixed value need not be one of the options.</param>
public sealed record InputDescriptor(
    string Name,
    string TypeName,
    string DisplayName,
    string Description,
    string? Category,
    string UIHint,
    object? DefaultValue,
    string? DefaultSyntax,
    IReadOnlyList<string> Options,
    string? OptionsFrom,
    bool IsWrapped,
    bool IsRequired,
    bool AutoEvaluate,
    bool OthersFit = false)
{
    internal static InputDescriptor Of(PropertyInfo property, InputSlot slot)
    {
        var attribute = property.GetCustomAttribute<InputAttribute>();
        return Of(property, attribute, slot.ValueType, slot.Default is Enum member ? member.ToString() : slot.Default, isWrapped: true);
    }

    internal static InputDescriptor OfRaw(PropertyInfo property) =>
        Of(property, property.GetCustomAttribute<InputAttribute>(), property.PropertyType, null, isWrapped: false);

    internal static InputDescriptor Of(ArgumentDefinition argument) => new(
        argument.Name, argument.TypeName, argument.DisplayName, argument.Description, argument.Category, "singleline",
        argument.DefaultValue, null, [], null, IsWrapped: true, IsRequired: false, AutoEvaluate: true);

    private static InputDescriptor Of(PropertyInfo property, InputAttribute? attribute, Type type, object? defaultValue, bool isWrapped)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        var options = attribute?.Options is { Length: > 0 } given ? given : plain.IsEnum ? Enum.GetNames(plain) : [];
        var hint = attribute?.UIHint
            ?? (options.Length > 0 || attribute?.OptionsFrom is not null ? "dropdown" : plain == typeof(bool) ? "checkbox" : "singleline");
        return new InputDescriptor(
            property.Name, attribute?.TypeName ?? ElsaType.NameOf(type), attribute?.DisplayName ?? ActivityDescriptor.Words(property.Name),
            attribute?.Description ?? "", attribute?.Category, hint, defaultValue, attribute?.DefaultSyntax, options, attribute?.OptionsFrom,
            isWrapped, attribute?.Required ?? false, attribute?.AutoEvaluate ?? true, attribute?.OthersFit ?? false);
    }
}

/// <summary>An output as the designer shows it.</summary>
public sealed record OutputDescriptor(string Name, string TypeName, string DisplayName, string Description)
{
    internal static OutputDescriptor Of(PropertyInfo property, OutputSlot slot)
    {
        var attribute = property.GetCustomAttribute<OutputAttribute>();
        return new(property.Name, ElsaType.NameOf(slot.ValueType), attribute?.DisplayName ?? ActivityDescriptor.Words(property.Name), attribute?.Description ?? "");
    }

    internal static OutputDescriptor Of(ArgumentDefinition argument) => new(argument.Name, argument.TypeName, argument.DisplayName, argument.Description);
}

/// <summary>A port as the designer shows it.</summary>
public sealed record PortDescriptor(string Name, string DisplayName, PortKind Kind)
{
    internal static PortDescriptor Of(PropertyInfo property) =>
        new(property.Name, property.GetCustomAttribute<PortAttribute>()!.DisplayName ?? ActivityDescriptor.Words(property.Name), PortKind.Embedded);
}

public enum PortKind
{
    /// <summary>Holds an activity inside this one.</summary>
    Embedded,

    /// <summary>Connections start from it.</summary>
    Flow
}
