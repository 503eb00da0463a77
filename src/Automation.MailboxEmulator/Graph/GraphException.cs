namespace Automation.MailboxEmulator.Graph;

/// <summary>An answer of the service that is not a success; becomes its JSON error body.</summary>
internal sealed class GraphException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;
    public string Code { get; } = code;

    /// <summary>Value of the Retry-After header, if any.</summary>
    public string? RetryAfter { get; init; }

    public static GraphException ItemNotFound() => new(404, "ErrorItemNotFound", "The specified object was not found in the store.");

    public static GraphException FolderNotFound() => new(404, "ErrorItemNotFound", "The specified folder could not be found in the store.");

    public static GraphException UnknownPath(string path) => new(400, "BadRequest", $"Resource not found for the segment '{path}'.");

    public static GraphException BadRequest(string message) => new(400, "BadRequest", message);

    public static GraphException SyncStateNotFound(long asked, long known) => new(410, "SyncStateNotFound",
        $"The sync state generation is not found; generation={asked};[highest={known}][{known}].");
}
