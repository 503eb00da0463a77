namespace Automation.MailboxEmulator.Faults;

/// <summary>One fault that is switched on.</summary>
/// <param name="Probability">From 0 to 1, tried at each occasion.</param>
/// <param name="Remaining">How many more times it may fire; null for ever.</param>
/// <param name="On">Kinds of request it is for (as in the statistics, such as <c>message.send</c>); null for all it can concern.</param>
/// <param name="RetryAfter">For 429, 503 and RetryAfterOnAccept: <c>none</c>, <c>date</c> (an HTTP date <paramref name="Seconds"/> ahead), <c>huge</c> (a day), or <c>seconds</c>.</param>
/// <param name="Seconds">Length of a wait.</param>
internal sealed record Fault(
    FaultKind Kind,
    double Probability = 1,
    int? Remaining = null,
    IReadOnlyList<string>? On = null,
    string RetryAfter = "seconds",
    double Seconds = 1);
