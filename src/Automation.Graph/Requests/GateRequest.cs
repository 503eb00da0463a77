namespace Automation.Graph.Requests;

/// <summary>What wants to pass the gate.</summary>
/// <param name="Mailbox">Address, lower case.</param>
/// <param name="Urgent">Belongs to sending: goes before reading.</param>
/// <param name="IsSend">Sends a mail: counts towards <see cref="GateLimits.SendsPerMinute"/>.</param>
/// <param name="Requests">More than 1 for a batch. Outlook works on up to 4 of a batch at once, so a batch takes as many places as its mailbox has.</param>
/// <param name="Alone">Only when nothing else is on its way, in any mailbox.</param>
public readonly record struct GateRequest(string Mailbox, bool Urgent = false, bool IsSend = false, int Requests = 1, bool Alone = false);
