using System.Collections.Frozen;
using System.Reflection;

namespace Automation.Workflows.Activities;

/// <summary>The activity types there are. Immutable; build it once at start.</summary>
public sealed class ActivityRegistry
{
    private readonly FrozenDictionary<string, ActivityDescriptor> _byType;
    private readonly FrozenDictionary<string, IReadOnlyList<string>> _choices = FrozenDictionary<string, IReadOnlyList<string>>.Empty;

    /// <exception cref="InvalidOperationException">Two classes have the same type name.</exception>
    public ActivityRegistry(IEnumerable<ActivityDescriptor> descriptors)
    {
        var all = descriptors.OrderBy(descriptor => descriptor.TypeName, StringComparer.Ordinal).ToArray();
        foreach (var twice in all.GroupBy(descriptor => descriptor.TypeName).Where(group => group.Count() > 1))
            throw new InvalidOperationException($"The activity type {twice.Key} is registered {twice.Count()} times.");
        Descriptors = all;
        _byType = all.ToFrozenDictionary(descriptor => descriptor.TypeName, StringComparer.Ordinal);
    }

    private ActivityRegistry(ActivityRegistry other, IReadOnlyDictionary<string, IReadOnlyList<string>> choices)
    {
        Descriptors = other.Descriptors;
        _byType = other._byType;
        _choices = choices.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>All types, ordered by type name.</summary>
    public IReadOnlyList<ActivityDescriptor> Descriptors { get; }

    public ActivityDescriptor? Find(string typeName) => _byType.GetValueOrDefault(typeName);

    /// <summary>The same activities, with names that the host knows from its start on: what an input with this source can be, and nothing else.</summary>
    /// <param name="source">As <see cref="InputAttribute.OptionsFrom"/> names it, such as <c>tasks</c>.</param>
    public ActivityRegistry WithChoices(string source, IEnumerable<string> names) =>
        new(this, new Dictionary<string, IReadOnlyList<string>>(_choices, StringComparer.Ordinal) { [source] = [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] });

    /// <summary>The names of a source; null when the host did not say.</summary>
    public IReadOnlyList<string>? Choices(string source) => _choices.GetValueOrDefault(source);

    /// <summary>The engine's own activities and those of the given assemblies.</summary>
    public static ActivityRegistry WithActivitiesOf(params Assembly[] assemblies) =>
        new(assemblies.Prepend(typeof(ActivityRegistry).Assembly).Distinct().SelectMany(Describe));

    /// <summary>Describes every class of an assembly that has an <see cref="ActivityAttribute"/>.</summary>
    public static IEnumerable<ActivityDescriptor> Describe(Assembly assembly) =>
        from type in assembly.GetTypes()
        where !type.IsAbstract && typeof(Activity).IsAssignableFrom(type) && type.IsDefined(typeof(ActivityAttribute), inherit: false)
        select ActivityDescriptor.Of(type);
}
