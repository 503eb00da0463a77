namespace Automation.Workflows.Execution;

/// <summary>An input of an activity could not be evaluated.</summary>
public sealed class ExpressionInputException(string input, Exception innerException)
    : Exception($"The input '{input}' could not be evaluated: {innerException.Message}", innerException);
