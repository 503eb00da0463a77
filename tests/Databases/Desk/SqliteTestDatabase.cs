using Automation.Storage.Database;
using Microsoft.Data.Sqlite;

namespace Automation.Tests.Databases;

/// <summary>A file in a folder of its own. Migrations run once; every test starts with a copy of the empty database they make.</summary>
public sealed class SqliteTestDatabase : DeskTestDatabase
{
    private static readonly Lazy<Task<byte[]>> Migrated = new(MigrateAsync);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("desk-test-");

    private string ConnectionString => $"Data Source={Path.Combine(_folder.FullName, "desk.db")}";

    public override async Task<DeskDatabase> OpenAsync()
    {
        var file = Path.Combine(_folder.FullName, "desk.db");
        if (!File.Exists(file))
            await File.WriteAllBytesAsync(file, await Migrated.Value);
        return new DeskDatabase(new DatabaseOptions(DatabaseKind.Sqlite, ConnectionString));
    }

    public override ValueTask DisposeAsync()
    {
        using (var connection = new SqliteConnection(ConnectionString))
            SqliteConnection.ClearPool(connection);
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task<byte[]> MigrateAsync()
    {
        var folder = Directory.CreateTempSubdirectory("desk-test-");
        var file = Path.Combine(folder.FullName, "desk.db");
        var connectionString = $"Data Source={file}";
        using (var database = new DeskDatabase(new DatabaseOptions(DatabaseKind.Sqlite, connectionString)))
            await database.MigrateAsync(CancellationToken.None);

        // Closing the last connection brings the write-ahead log into the file.
        using (var connection = new SqliteConnection(connectionString))
            SqliteConnection.ClearPool(connection);
        var bytes = await File.ReadAllBytesAsync(file);
        folder.Delete(recursive: true);
        return bytes;
    }
}
