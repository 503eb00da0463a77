using Automation.Storage.Database;

namespace Automation.Server.Composition;

/// <summary>
/// Keeps a data folder with an SQLite file to one process: two would log the same mail twice and answer it twice.
/// The operating system lets go of the file when the process ends, however it ends.
/// </summary>
internal sealed class DataFolderHold : IDisposable
{
    private const string FileName = "desk.lock";
    private readonly FileStream _file;

    private DataFolderHold(FileStream file) => _file = file;

    /// <summary>Holds the folder until it is disposed. Null on PostgreSQL, where many processes share the database.</summary>
    /// <exception cref="DataFolderInUseException">Another process holds it.</exception>
    public static DataFolderHold? Take(DatabaseKind kind, string dataFolder)
    {
        if (kind != DatabaseKind.Sqlite)
            return null;
        var folder = Directory.CreateDirectory(dataFolder);
        try
        {
            return new DataFolderHold(new FileStream(Path.Combine(folder.FullName, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            throw new DataFolderInUseException(folder.FullName, e);
        }
    }

    public void Dispose() => _file.Dispose();
}

/// <summary>Another desk works in the data folder.</summary>
internal sealed class DataFolderInUseException(string folder, Exception inner) : Exception(
    $"Another desk works with the data in {folder}. Stop it, or choose another folder with --Automation:DataFolder; several processes can share PostgreSQL.", inner);
