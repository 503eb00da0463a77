namespace Automation.MailboxEmulator;

/// <summary>How an emulator is set up. Read once, when it is built; throttling and faults can be changed later by the control API.</summary>
public sealed class EmulatorOptions
{
    /// <summary>Where to listen. Port 0 takes a free one (read it from <c>WebApplication.Urls</c> after the start). Loopback unless told otherwise: anyone who reaches the emulator can read all its mail.</summary>
    public string Url { get; set; } = "http://127.0.0.1:5090";

    /// <summary>Mailboxes that exist at the start.</summary>
    public IList<MailboxSeed> Mailboxes { get; init; } = [];

    /// <summary>Folder to keep the mail in over a restart; null keeps all in memory only.</summary>
    public string? PersistFolder { get; set; }

    /// <summary>Graph calls https addresses only. With this flag http is allowed too, for loopback addresses.</summary>
    public bool AllowHttpNotifications { get; set; }

    /// <summary>Answers 401 without a bearer token. Any non-empty token is good unless <see cref="AcceptToken"/> says more.</summary>
    public bool RequireToken { get; set; } = true;

    /// <summary>A closer look at the bearer token; null accepts each.</summary>
    public Func<string, bool>? AcceptToken { get; set; }

    /// <summary>The mailboxes the application may touch, as an access policy of Exchange would say; the others answer 403. Null allows all.</summary>
    public IReadOnlyCollection<string>? AllowedMailboxes { get; set; }

    /// <summary>Addresses that any mailbox may write in <c>from</c>; another foreign address gives ErrorSendAsDenied.</summary>
    public IReadOnlyCollection<string> SendAsAddresses { get; set; } = [];

    /// <summary>Whether a draft keeps its immutable id when sent. Microsoft's pages contradict each other, so a client must live with both.</summary>
    public bool ImmutableIdSurvivesSend { get; set; } = true;

    /// <summary>How long a sent draft stays in Drafts before it is moved to Sent Items and delivered. Zero delivers before the answer.</summary>
    public TimeSpan TransportDelay { get; set; } = TimeSpan.Zero;

    /// <summary>Batch answers come in any order; with this flag they are shuffled (seeded) so that a client cannot rely on one.</summary>
    public bool ShuffleBatchAnswers { get; set; } = true;

    public ThrottlingLimits Throttling { get; set; } = new();

    /// <summary>Seed of all chance: shuffled batches and faults.</summary>
    public int Seed { get; set; } = 1;

    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Two desks and five people, as the emulator starts alone.</summary>
    public static EmulatorOptions CreateDefault() => new()
    {
        Mailboxes =
        [
            new("helpdesk@contoso.example", "IT Help Desk", MailboxRole.Desk),
            new("facilities@contoso.example", "Facilities Desk", MailboxRole.Desk),
            new("ann.lee@contoso.example", "Ann Lee", Department: "Finance", JobTitle: "Accountant"),
            new("bob.novak@contoso.example", "Bob Novak", Department: "Sales", JobTitle: "Account manager"),
            new("carla.meyer@contoso.example", "Carla Meyer", Department: "Board", JobTitle: "Chief executive (VIP)"),
            new("dieter.braun@contoso.example", "Dieter Braun", Department: "Production", JobTitle: "Schichtleiter", Language: "de"),
            new("eve.stranger@fabrikam.example", "Eve Stranger", Department: null, JobTitle: "Outside the company"),
        ],
    };
}

/// <summary>A mailbox to create.</summary>
/// <param name="Language">Preferred language, such as <c>en</c> or <c>de</c>.</param>
public sealed record MailboxSeed(
    string Address,
    string DisplayName,
    MailboxRole Role = MailboxRole.Person,
    string? Department = null,
    string? JobTitle = null,
    string? Language = null);

public enum MailboxRole
{
    Person,

    /// <summary>A shared mailbox that the product serves.</summary>
    Desk,
}

/// <summary>Exchange's limits per application and mailbox. Over one of them the answer is 429 ApplicationThrottled.</summary>
/// <param name="Concurrent">Requests in flight at once.</param>
/// <param name="RequestsPerTenMinutes">In a sliding window.</param>
/// <param name="SendsPerMinute">In a sliding window. The service ties it to SMTP submission; here it holds for every way to send.</param>
public sealed record ThrottlingLimits(
    bool Enabled = true,
    int Concurrent = 4,
    int RequestsPerTenMinutes = 10_000,
    int SendsPerMinute = 30);
