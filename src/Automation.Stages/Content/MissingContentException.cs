namespace Automation.Stages.Content;

/// <summary>Something without which no ticket can be made is neither shipped nor stored. Waiting does not cure it.</summary>
public sealed class MissingContentException(string message) : InvalidOperationException(message);
