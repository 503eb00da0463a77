using System.Text.Json;
using System.Text.Json.Serialization;
using Automation.Workflows.Execution;

namespace Automation.Storage.Workflows;

/// <summary>The stored form of a burst's journal and activity records.</summary>
public static class JournalJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Write(IReadOnlyList<JournalEntry> journal) => JsonSerializer.Serialize(journal, Options);

    public static string Write(IReadOnlyList<ActivityRecord> records) => JsonSerializer.Serialize(records, Options);

    public static IReadOnlyList<JournalEntry> ReadJournal(string json) => JsonSerializer.Deserialize<List<JournalEntry>>(json, Options)!;

    public static IReadOnlyList<ActivityRecord> ReadRecords(string json) => JsonSerializer.Deserialize<List<ActivityRecord>>(json, Options)!;
}
