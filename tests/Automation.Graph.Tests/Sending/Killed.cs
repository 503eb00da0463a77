namespace Automation.Graph.Tests.Sending;

/// <summary>The process dies here. A cancellation, because nothing in a dying process handles it.</summary>
internal sealed class Killed : OperationCanceledException;
