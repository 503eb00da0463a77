using System.Collections.Concurrent;
using System.Reflection;
using Automation.Workflows.Graphs;

namespace Automation.Workflows.Activities;

/// <summary>The properties of an activity class, sorted by what they are.</summary>
internal sealed record ActivityProperties(PropertyInfo[] Inputs, PropertyInfo[] RawInputs, PropertyInfo[] Outputs, PropertyInfo[] Ports)
{
    // Types are few and never change: this is a cache of reflection, not state.
    private static readonly ConcurrentDictionary<Type, ActivityProperties> Known = new();

    public static ActivityProperties Of(Type type) => Known.GetOrAdd(type, static type =>
    {
        var all = type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        return new ActivityProperties(
            [.. all.Where(property => typeof(InputSlot).IsAssignableFrom(property.PropertyType))],
            [.. all.Where(property => !typeof(InputSlot).IsAssignableFrom(property.PropertyType) && property.IsDefined(typeof(InputAttribute)))],
            [.. all.Where(property => typeof(OutputSlot).IsAssignableFrom(property.PropertyType))],
            [.. all.Where(property => property.PropertyType == typeof(ActivityNode) && property.IsDefined(typeof(PortAttribute)))]);
    });
}
