namespace Automation.Mail.Templates;

/// <summary>A template ran into a limit while rendering. Caught where a set renders; never leaves this folder.</summary>
internal sealed class TemplateLimitException(string message) : Exception(message);
