using Automation.EndToEnd.Harness;

namespace Automation.EndToEnd.Crashes;

/// <summary>How the emulated Microsoft 365 misbehaves from the first to the last moment of a storm.</summary>
internal static class FaultPlan
{
    private static readonly string[] Writes = ["message.create", "message.createReply", "message.patch"];

    public static IReadOnlyList<EmulatedFault> All { get; } =
    [
        new("throttled", 0.01) { Seconds = 1 },
        new("throttled", 0.003) { RetryAfter = "none" },
        new("unavailable", 0.01) { RetryAfter = "none" },
        new("unavailable", 0.005) { Seconds = 1 },
        new("gatewayTimeout", 0.01),
        new("reset", 0.01),
        new("gatewayTimeoutAfterAccept", 0.04),
        new("gatewayTimeoutAfterAccept", 0.03) { On = Writes },
        new("resetAfterAccept", 0.04),
        new("resetAfterAccept", 0.03) { On = Writes },
        new("retryAfterOnAccept", 0.01) { Seconds = 1 },
        new("draftStaysAfterSend", 0.05) { Seconds = 1.5 },
        new("idChangesOnSend", 0.05),
        new("notFoundAfterAttach", 0.01) { Seconds = 0 },
        new("duplicateRow", 0.05),
        new("partialRow", 0.06),
        new("replayedRows", 0.10),
        new("falseRemoval", 0.03),
        new("emptyPage", 0.05),
        new("goneOnFirstPage", 0.20),
        new("goneInMidRound", 0.05),
        new("gone", 0.03),
        new("notificationDropped", 0.20),
        new("notificationTwice", 0.20),
        new("notificationDelayed", 0.05) { Seconds = 1 },
    ];
}
