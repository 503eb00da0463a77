using Automation.Storage.Database;

namespace Automation.Server.Composition;

/// <summary>Which database the configuration asks for.</summary>
internal static class DatabaseSettings
{
    /// <exception cref="ArgumentException">The configuration names no usable database.</exception>
    public static DatabaseOptions Of(DeskOptions options)
    {
        var section = options.Database;
        if (!Enum.TryParse<DatabaseKind>(section.Kind, ignoreCase: true, out var kind) || !Enum.IsDefined(kind))
            throw new ArgumentException($"Automation:Database:Kind is '{section.Kind}'; use Sqlite or PostgreSql.");
        if (kind == DatabaseKind.PostgreSql)
        {
            return string.IsNullOrWhiteSpace(section.ConnectionString)
                ? throw new ArgumentException("Automation:Database:ConnectionString is missing; PostgreSql needs one, such as Host=db;Database=desk;Username=desk.")
                : new DatabaseOptions(kind, PostgreSql(section.ConnectionString));
        }

        if (!string.IsNullOrWhiteSpace(section.ConnectionString))
            return new DatabaseOptions(kind, section.ConnectionString);
        return new DatabaseOptions(kind, $"Data Source={Path.Combine(DataFolder.Make(options), "desk.db")}");
    }

    /// <summary>A mistyped keyword would otherwise look like a database that is away, for ever. The text may hold a password and is not repeated.</summary>
    private static string PostgreSql(string text)
    {
        try
        {
            return new Npgsql.NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 }
                ? text
                : throw new ArgumentException("Automation:Database:ConnectionString names no Host; write it as Host=db;Database=desk;Username=desk.");
        }
        catch (Exception e) when (e is KeyNotFoundException or FormatException or InvalidCastException || e is ArgumentException { ParamName: not null })
        {
            throw new ArgumentException($"Automation:Database:ConnectionString cannot be read: {e.Message.TrimEnd('.')}. Write it as Host=db;Database=desk;Username=desk.", e);
        }
    }
}
