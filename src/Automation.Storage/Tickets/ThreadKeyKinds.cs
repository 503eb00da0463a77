namespace Automation.Storage.Tickets;

/// <summary>The kinds of sign by which a mail is joined to a ticket.</summary>
public static class ThreadKeyKinds
{
    /// <summary>Normalised RFC 5322 Message-ID of a mail on the ticket.</summary>
    public const string MessageId = "message-id";

    /// <summary>Exchange's conversation id.</summary>
    public const string Conversation = "conversation";

    /// <summary>Our own send key.</summary>
    public const string SendKey = "send-key";
}
