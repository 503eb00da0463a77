namespace Automation.Storage.Workflows;

/// <summary>Who saves a workflow, and what they saw when they began.</summary>
/// <param name="By">The person, as people read it.</param>
/// <param name="Editor">The window they write in, so that one person's two windows are told apart and one window's overlapping saves are not; the person when it does not say.</param>
/// <param name="Revision">The revision their content began with; null when they do not say, and then nobody is asked.</param>
/// <param name="KeepsBoth">They know that somebody else saved meanwhile: theirs becomes the next version, and the other stays beside it.</param>
public sealed record DraftEdit(string By, string Editor, long? Revision = null, bool KeepsBoth = false)
{
    public static DraftEdit Of(string by) => new(by, by);
}

/// <summary>Somebody else saved the workflow after the content that is to be saved was read; nothing has changed.</summary>
/// <param name="by">Who; null when the version was deleted.</param>
/// <param name="at">When; null when the version was deleted.</param>
public sealed class DraftConflictException(string? by, int version, DateTimeOffset? at) : Exception(at is null
    ? "The version you work on was deleted in the meantime."
    : $"{by} saved version {version} of this workflow after you opened it.")
{
    public string? By { get; } = by;

    /// <summary>The number of the version that is the latest now.</summary>
    public int Version { get; } = version;

    public DateTimeOffset? At { get; } = at;
}
