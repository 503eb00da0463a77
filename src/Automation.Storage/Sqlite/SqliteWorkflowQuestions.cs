using Automation.Storage.Database;
using Automation.Storage.Workflows;
using Automation.Workflows.Execution;
using Automation.Workflows.Runtime;
using Microsoft.Data.Sqlite;

namespace Automation.Storage.Sqlite;

/// <summary>
/// What every burst asks, by statements of our own: EF's way to an answer cost a resume a quarter of its processor time (docs/performance.md). Needs an open transaction.
/// </summary>
internal static class SqliteWorkflowQuestions
{
    private const string FoundBookmarks =
        """SELECT b."Id", b."InstanceId", b."Name", b."Hash", i."CorrelationId", b."CreatedAt" FROM "workflow_bookmarks" b JOIN "workflow_instances" i ON i."Id" = b."InstanceId" WHERE """;

    private const string ByStimulus = FoundBookmarks + """b."Hash" = $p0 AND b."Name" = $p1""";

    private const string ById = FoundBookmarks + """b."Id" = $p0""";

    private const string Triggers =
        """
        SELECT "Id", "DefinitionId", "DefinitionVersionId", "ActivityId", "Name", "Hash", "Payload" FROM "workflow_triggers"
        WHERE "Hash" = $p0 AND "Name" = $p1 ORDER BY "DefinitionId", "ActivityId"
        """;

    private const string Instance =
        """
        SELECT "Id", "DefinitionId", "DefinitionVersionId", "DefinitionVersion", "CorrelationId", "Name", "ParentInstanceId", "Status", "SubStatus", "IncidentCount",
            "CreatedAt", "UpdatedAt", "FinishedAt", "State", "RowVersion", "RepeatOf" FROM "workflow_instances" WHERE "Id" = $p0
        """;

    public static List<FoundBookmark> Bookmarks(DeskContext context, string name, string hash)
    {
        using var statement = SqliteStatements.Of(context, ByStimulus, 2);
        (statement[0], statement[1]) = (hash, name);
        return ReadBookmarks(statement);
    }

    public static List<FoundBookmark> Bookmark(DeskContext context, string id)
    {
        using var statement = SqliteStatements.Of(context, ById, 1);
        statement[0] = id;
        return ReadBookmarks(statement);
    }

    public static List<TriggerRow> TriggersOf(DeskContext context, string name, string hash)
    {
        using var statement = SqliteStatements.Of(context, Triggers, 2);
        (statement[0], statement[1]) = (hash, name);
        using var rows = statement.Read();
        var found = new List<TriggerRow>();
        while (rows.Read())
            found.Add(new TriggerRow(rows.GetString(0), rows.GetString(1), rows.GetString(2), rows.GetString(3), rows.GetString(4), rows.GetString(5), rows.GetString(6)));
        return found;
    }

    public static InstanceRow? InstanceOf(DeskContext context, string id)
    {
        using var statement = SqliteStatements.Of(context, Instance, 1);
        statement[0] = id;
        using var rows = statement.Read();
        return !rows.Read() ? null : new InstanceRow(
            rows.GetString(0), rows.GetString(1), rows.GetString(2), rows.GetInt32(3), Text(rows, 4), Text(rows, 5), Text(rows, 6),
            (WorkflowStatus)rows.GetInt32(7), (WorkflowSubStatus)rows.GetInt32(8), rows.GetInt32(9), Instant(rows, 10), Instant(rows, 11), rows.IsDBNull(12) ? null : Instant(rows, 12),
            rows.GetFieldValue<byte[]>(13), rows.GetInt64(14), Text(rows, 15));
    }

    /// <summary>True when a stimulus waits in the queue.</summary>
    public static bool HasQueued(DeskContext context)
    {
        using var statement = SqliteStatements.Of(context, """SELECT EXISTS (SELECT 1 FROM "workflow_stimuli")""", 0);
        using var rows = statement.Read();
        return rows.Read() && rows.GetBoolean(0);
    }

    private static List<FoundBookmark> ReadBookmarks(in SqliteStatement statement)
    {
        using var rows = statement.Read();
        var found = new List<FoundBookmark>();
        while (rows.Read())
            found.Add(new FoundBookmark(new BookmarkRow(rows.GetString(0), rows.GetString(1), rows.GetString(2), rows.GetString(3)), Text(rows, 4), Instant(rows, 5)));
        return found;
    }

    private static string? Text(SqliteDataReader rows, int column) => rows.IsDBNull(column) ? null : rows.GetString(column);

    private static DateTimeOffset Instant(SqliteDataReader rows, int column) => new(rows.GetInt64(column), TimeSpan.Zero);
}
