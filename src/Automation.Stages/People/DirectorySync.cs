using Automation.Stages.Content;
using Automation.Stages.Health;
using Automation.Storage.People;
using Automation.Tickets.People;
using Microsoft.Extensions.Logging;

namespace Automation.Stages.People;

/// <summary>
/// Keeps people and teams as the directory file says, and this node's teams as the database has them. Whoever is taken out of the file stays known: tickets name them.
/// </summary>
/// <param name="file">Null: there is no file, and what the database has counts.</param>
public sealed class DirectorySync(string? file, DirectoryStore store, DeskContentHolder holder, ProblemBoard problems, ILogger<DirectorySync> logger)
{
    private const string Problem = "directory";

    private (DateTime WrittenAt, long Length)? _read;

    /// <summary>Looks whether the file or the stored teams are different from what is in use. Not for two callers at once.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (file is not null)
            await ReadFileAsync(file, cancellationToken);
        if (!holder.IsLoaded)
            return;
        var teams = await store.TeamsAsync(cancellationToken);
        if (!IsSame(holder.Current.Teams, teams))
            holder.Change(content => content with { Teams = teams });
    }

    private async Task ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists)
            {
                _read = null;
                problems.Report(Problem, ProblemSeverity.Warning, $"The directory file {path} is not there. People and teams stay as they are; put it back, or take the setting Automation:DirectoryFile away.");
                return;
            }

            var stamp = (info.LastWriteTimeUtc, info.Length);
            if (_read == stamp)
                return;
            var read = DirectoryFile.Read(await File.ReadAllTextAsync(path, cancellationToken), Path.GetFileName(path));
            await store.SetAsync(read.People, read.Teams, cancellationToken);
            _read = stamp;
            problems.Clear(Problem);
            logger.LogInformation("{File}: {People} people and {Teams} teams.", path, read.People.Count, read.Teams.Count);
        }
        catch (DirectoryFileException e)
        {
            problems.Report(Problem, ProblemSeverity.Warning, $"The directory file cannot be used. People and teams stay as they are. {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Report(Problem, ProblemSeverity.Warning, $"The directory file {path} cannot be read: {e.Message} People and teams stay as they are; it is tried again by itself.");
        }
    }

    private static bool IsSame(IReadOnlyDictionary<string, Team> mine, IReadOnlyDictionary<string, Team> stored) =>
        mine.Count == stored.Count
        && stored.All(one => mine.TryGetValue(one.Key, out var team) && team.Name == one.Value.Name && team.Members.SequenceEqual(one.Value.Members, StringComparer.Ordinal));
}
