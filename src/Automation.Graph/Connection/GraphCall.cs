using Automation.Graph.Requests;
using Microsoft.Graph;
using Microsoft.Kiota.Abstractions;

namespace Automation.Graph.Connection;

/// <summary>A request to be made, described so that it can be made again.</summary>
/// <param name="Doing">Completes "Could not … in MAILBOX".</param>
/// <param name="Build">Makes the request anew for each try: its content can be read once only.</param>
internal sealed record GraphCall(string Mailbox, RequestKind Kind, string Doing, Func<GraphServiceClient, RequestInformation> Build)
{
    public Repeat Repeat { get; init; } = Repeat.Always;

    /// <summary>Requests inside, for a batch.</summary>
    public int Requests { get; init; } = 1;

    /// <summary>Longest body to keep, in bytes.</summary>
    public long MaxBytes { get; init; } = long.MaxValue;

    /// <summary>For one try; null: <see cref="GraphOptions.RequestTimeout"/>.</summary>
    public TimeSpan? Timeout { get; init; }

    public bool IsUrgent => Kind is RequestKind.Find or RequestKind.CreateDraft or RequestKind.UpdateDraft or RequestKind.Send;
}

internal enum Repeat
{
    /// <summary>It changes nothing, or doing it twice is as good as once.</summary>
    Always,

    /// <summary>Only when it was surely not done (429, 403 for too many at once).</summary>
    WhenSurelyNotDone,

    Never,
}
