namespace Automation.Workflows.Runtime;

/// <summary>A variable of an instance cannot hold the value that somebody wants to give it.</summary>
/// <param name="variable">Its name.</param>
public sealed class VariableValueException(string variable, string message) : ArgumentException(message)
{
    public string Variable => variable;
}
