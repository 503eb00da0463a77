namespace Automation.EndToEnd.Crashes;

/// <summary>The storm came to a halt before it could be judged.</summary>
public sealed class StormException(string message) : Exception(message);
