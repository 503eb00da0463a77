namespace Automation.Mail.Automatic;

/// <summary>The header fields we write on what we send. Graph lets a caller set x- fields only, at most five.</summary>
public static class OwnHeaders
{
    public const string Loop = "X-HelpDesk-Loop";
    public const string SendKey = "X-HelpDesk-Send-Key";
}
