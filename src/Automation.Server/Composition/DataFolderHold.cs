using Automation.Storage.Database;
using Microsoft.Data.Sqlite;

namespace Automation.Server.Composition;

/// <summary>
/// Keeps a data folder, and the SQLite file wherever it is, to one process: two would log the same mail twice and answer it twice.
/// The operating system lets go of the files when the process ends, however it ends.
/// </summary>
internal sealed class DataFolderHold : IDisposable
{
    private const string FileName = "desk.lock";
    private readonly List<FileStream> _files = [];

    private DataFolderHold()
    {
    }

    /// <summary>Holds the folder and the database file until it is disposed. Null on PostgreSQL, where many processes share the database.</summary>
    /// <exception cref="DataFolderInUseException">Another process holds one of them.</exception>
    /// <exception cref="DataFolderUnusableException">The folder cannot be made or written to.</exception>
    public static DataFolderHold? Take(DatabaseOptions database, string dataFolder)
    {
        if (database.Kind != DatabaseKind.Sqlite)
            return null;
        var hold = new DataFolderHold();
        try
        {
            hold.TakeFile(Path.GetFullPath(dataFolder), Path.Combine(Path.GetFullPath(dataFolder), FileName), "--Automation:DataFolder");
            // Always, wherever it is: the connection string of another desk may name the very file that is this one's default.
            if (FileOf(database.ConnectionString) is { } file)
                hold.TakeFile(file, $"{file}.lock", "--Automation:Database:ConnectionString");
            return hold;
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    public void Dispose() => _files.ForEach(f => f.Dispose());

    private void TakeFile(string place, string path, string setting)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            _files.Add(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (IsHeldByAnother(e))
        {
            throw new DataFolderInUseException(place, setting, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderUnusableException(Path.GetDirectoryName(path)!, setting, e);
        }
    }

    private static string? FileOf(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString);
        return builder.Mode == SqliteOpenMode.Memory || builder.DataSource is "" or ":memory:" || builder.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
            ? null
            : Target(Path.GetFullPath(builder.DataSource));
    }

    /// <summary>A link and the file it leads to are one database. Links among the folders above need no care: the lock beside the file is reached through them too.</summary>
    private static string Target(string file) => File.Exists(file) && File.ResolveLinkTarget(file, returnFinalTarget: true) is { } target ? target.FullName : file;

    /// <summary>.NET gives the error number of the system: EWOULDBLOCK of flock (11 on Linux, 35 on macOS), or a sharing violation on Windows.</summary>
    private static bool IsHeldByAnother(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}

/// <summary>Another desk works with this data.</summary>
internal sealed class DataFolderInUseException(string place, string setting, Exception inner) : Exception(
    $"Another desk works with the data in {place}. Stop it, or choose another place with {setting}; several processes can share PostgreSQL.", inner);

/// <summary>The data cannot be kept where the configuration says.</summary>
internal sealed class DataFolderUnusableException(string folder, string setting, Exception inner) : Exception(
    $"The folder {folder} cannot be used: {inner.Message} Make it writable for this user, free some space, or choose another place with {setting}.", inner);
