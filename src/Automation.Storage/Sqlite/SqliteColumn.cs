using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Automation.Storage.Sqlite;

/// <summary>A column as EF's model has it: its name, and an entity's value as the database stores it.</summary>
internal sealed record SqliteColumn(string Name, Func<object, object?> Read)
{
    public static SqliteColumn Of(IProperty property, StoreObjectIdentifier store) => new(property.GetColumnName(store)!, ReaderOf(property));

    /// <summary>A value of the property as the database stores it.</summary>
    public static object? ToStored(IProperty property, object? value) =>
        value is not null && property.GetTypeMapping().Converter?.ConvertToProvider is { } convert ? convert(value) : value;

    private static Func<object, object?> ReaderOf(IProperty property)
    {
        var getter = property.PropertyInfo ?? throw new InvalidOperationException($"{property.DeclaringType.Name}.{property.Name} is not a plain property.");
        var read = Compile(getter);
        var convert = property.GetTypeMapping().Converter?.ConvertToProvider;
        return convert is null ? read : entity => read(entity) is { } value ? convert(value) : null;
    }

    /// <summary>A compiled read; reflection would cost more than the statement.</summary>
    private static Func<object, object?> Compile(PropertyInfo property)
    {
        var entity = Expression.Parameter(typeof(object));
        var value = Expression.Property(Expression.Convert(entity, property.DeclaringType!), property);
        return Expression.Lambda<Func<object, object?>>(Expression.Convert(value, typeof(object)), entity).Compile();
    }
}
