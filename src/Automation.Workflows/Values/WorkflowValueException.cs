namespace Automation.Workflows.Values;

/// <summary>A value cannot be kept in a workflow or cannot be read as the type an activity asks for.</summary>
public sealed class WorkflowValueException : Exception
{
    public WorkflowValueException(string message) : base(message)
    {
    }

    public WorkflowValueException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
