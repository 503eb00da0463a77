using System.Collections.Frozen;
using System.Reflection;

namespace Automation.Workflows.Activities;

/// <summary>The activity types there are. Immutable; build it once at start.</summary>
public sealed class ActivityRegistry
{
    private readonly FrozenDictionary<string, ActivityDescriptor> _byType;

    /// <exception cref="InvalidOperationException">Two classes have the same type name.</exception>
    public ActivityRegistry(IEnumerable<ActivityDescriptor> descriptors)
    {
        var all = descriptors.OrderBy(descriptor => descriptor.TypeName, StringComparer.Ordinal).ToArray();
        foreach (var twice in all.GroupBy(descriptor => descriptor.TypeName).Where(group => group.Count() > 1))
            throw new InvalidOperationException($"The activity type {twice.Key} is registered {twice.Count()} times.");
        Descriptors = all;
        _byType = all.ToFrozenDictionary(descriptor => descriptor.TypeName, StringComparer.Ordinal);
    }

    /// <summary>All types, ordered by type name.</summary>
    public IReadOnlyList<ActivityDescriptor> Descriptors { get; }

    public ActivityDescriptor? Find(string typeName) => _byType.GetValueOrDefault(typeName);

    /// <summary>The engine's own activities and those of the given assemblies.</summary>
    public static ActivityRegistry WithActivitiesOf(params Assembly[] assemblies) =>
        new(assemblies.Prepend(typeof(ActivityRegistry).Assembly).Distinct().SelectMany(Describe));

    /// <summary>Describes every class of an assembly that has an <see cref="ActivityAttribute"/>.</summary>
    public static IEnumerable<ActivityDescriptor> Describe(Assembly assembly) =>
        from type in assembly.GetTypes()
        where !type.IsAbstract && typeof(Activity).IsAssignableFrom(type) && type.IsDefined(typeof(ActivityAttribute), inherit: false)
        select ActivityDescriptor.Of(type);
}
