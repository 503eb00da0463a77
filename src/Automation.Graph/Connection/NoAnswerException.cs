namespace Automation.Graph.Connection;

/// <summary>A request to which no complete answer came.</summary>
/// <param name="surelyNotDone">No connection was ever made.</param>
internal sealed class NoAnswerException(Exception inner, bool surelyNotDone) : Exception(inner.Message, inner)
{
    public bool SurelyNotDone { get; } = surelyNotDone;
}
