using System.ComponentModel.DataAnnotations;
using Automation.Stages.RuleBook;

namespace Automation.Server.Composition;

/// <summary>The <c>Automation</c> section of the configuration. Everything has a default that runs on a laptop.</summary>
public sealed class DeskOptions
{
    public const string Section = "Automation";

    /// <summary>Where the embedded database and the emulator's mail live; relative to the working directory.</summary>
    public string DataFolder { get; set; } = "data";

    /// <summary>Folder with rules/, workflows/, templates/ and sla/; null: the ones shipped beside the program.</summary>
    public string? ContentFolder { get; set; }

    /// <summary>JSON file with the people and teams of the organisation; looked at again while the desk runs. Null: there is none.</summary>
    public string? DirectoryFile { get; set; }

    /// <summary>This process among others on the same database, the same after a restart, so that it takes up at once what it had begun. Null: the machine's name on SQLite, a new name at every start on PostgreSQL.</summary>
    public string? NodeName { get; set; }

    /// <summary>Names this help desk in the header that stops its own mail from coming back. The same on all its nodes, another at every other help desk. Null: made from the desks' addresses.</summary>
    public string? InstanceName { get; set; }

    internal string LoopName => InstanceName is { Length: > 0 } name ? name : "desk-" + Convert.ToHexStringLower(
        System.Security.Cryptography.SHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes(string.Join('\n', Desks.Select(d => d.Address.ToLowerInvariant()).Order(StringComparer.Ordinal)))))[..16];

    public DatabaseSection Database { get; set; } = new();

    public MailboxSection Mailboxes { get; set; } = new();

    public EmulatorSection Emulator { get; set; } = new();

    public GraphSection Graph { get; set; } = new();

    public AcknowledgementSection Acknowledgements { get; set; } = new();

    public AccessSection Access { get; set; } = new();

    /// <summary>The mailboxes people write to.</summary>
    public List<DeskSection> Desks { get; set; } = [];

    public WorkflowSection Workflows { get; set; } = new();

    public RuleSection Rules { get; set; } = new();

    public sealed class RuleSection
    {
        /// <summary>Days that the counts of rule hits are kept, at least 100; the last hit of a rule is told however old it is.</summary>
        [Range(100, 36_500)]
        public int KeepHitsDays { get; set; } = 400;

        /// <summary>Days after which a rule in force that did not hold once counts as dead. Hits are kept as long as that asks for.</summary>
        [Range(1, 3_650)]
        public int DeadAfterDays { get; set; } = DeadRules.DefaultDays;
    }

    /// <summary>
    /// What workflows name as <c>${secret:NAME}</c> in the headers of HTTP requests. Set them where others cannot read: the environment (<c>Automation__Secrets__NAME</c>), user secrets, a mounted file.
    /// </summary>
    public Dictionary<string, string> Secrets { get; set; } = new(StringComparer.Ordinal);

    public sealed class WorkflowSection
    {
        /// <summary>Private hosts, addresses or networks (10.1.0.0/16) that HTTP requests of workflows may reach. Empty: only the public internet.</summary>
        public List<string> AllowedPrivateHosts { get; set; } = [];

        /// <summary>Longest wait for an HTTP answer, in seconds.</summary>
        [Range(1, 600)]
        public int HttpTimeoutSeconds { get; set; } = 30;

        /// <summary>Bytes of an HTTP answer's body.</summary>
        [Range(1, 256 * 1024 * 1024)]
        public int MaxAnswerBytes { get; set; } = 4 * 1024 * 1024;

        /// <summary>Days after its end that a workflow instance is kept, at least one. A ticket's own history is kept elsewhere.</summary>
        [Range(1, 36_500)]
        public int KeepInstancesDays { get; set; } = 90;

        /// <summary>How many instances may be started within an hour by workflows that lead to themselves, counted from the instance with which it began.</summary>
        [Range(1, 1_000_000)]
        public int MaxRepeats { get; set; } = 100;
    }

    public sealed class DatabaseSection
    {
        /// <summary><c>Sqlite</c> (one process) or <c>PostgreSql</c> (any number).</summary>
        public string Kind { get; set; } = "Sqlite";

        /// <summary>Null with SQLite: <c>desk.db</c> in the data folder.</summary>
        public string? ConnectionString { get; set; }
    }

    public sealed class MailboxSection
    {
        /// <summary>Well-known folder names that are read.</summary>
        public List<string> Folders { get; set; } = [];

        /// <summary>Seconds between looks at a mailbox; notifications come on top.</summary>
        [Range(1, 3600)]
        public int PollSeconds { get; set; } = 30;

        /// <summary>Seconds between looks at Sent Items while something sent is unconfirmed.</summary>
        [Range(1, 3600)]
        public int ConfirmSeconds { get; set; } = 10;

        /// <summary>Hours after which a folder is read whole again, in case the mailbox kept a change to itself; 0: never.</summary>
        [Range(0.0, 8760.0)]
        public double FullReadHours { get; set; } = 24;

        /// <summary>
        /// Mail received before this instant opens no ticket: it is ignored as <c>received-before-start</c>. Set it when a mailbox that was in use is connected. Null: all mail counts.
        /// </summary>
        public DateTimeOffset? Since { get; set; }

        /// <summary>Bytes, at most 150 MB (what Exchange lets a mail have); larger attachments are named, not kept.</summary>
        [Range(typeof(long), "0", "157286400")]
        public long MaxAttachmentBytes { get; set; } = 25 * 1024 * 1024;

        /// <summary>Rows asked for in a page of changes, 1 to 1,000.</summary>
        [Range(1, 1000)]
        public int PageSize { get; set; } = 200;

        /// <summary>Mails that may share one commit, 1 to 500.</summary>
        [Range(1, 500)]
        public int BatchSize { get; set; } = 100;
    }

    public sealed class EmulatorSection
    {
        /// <summary>Starts the mailbox emulator in this process when no tenant is configured.</summary>
        public bool Start { get; set; } = true;

        public string Url { get; set; } = "http://127.0.0.1:5090";

        /// <summary>Keeps the emulator's mail over restarts, in the data folder.</summary>
        public bool Persist { get; set; } = true;
    }

    public sealed class GraphSection
    {
        /// <summary>Null: the emulator.</summary>
        public string? TenantId { get; set; }
        public string? ClientId { get; set; }

        /// <summary><c>ClientCertificate</c>, <c>ClientSecret</c>, <c>ManagedIdentity</c> or <c>WorkloadIdentity</c>.</summary>
        public string Credential { get; set; } = "ClientCertificate";
        public string? CertificatePath { get; set; }

        /// <summary>Better left to the environment or a secret store; never logged.</summary>
        public string? CertificatePassword { get; set; }
        public string? ClientSecret { get; set; }

        /// <summary><c>Global</c>, <c>UsGovernment</c>, <c>UsDefense</c> or <c>China</c>.</summary>
        public string Cloud { get; set; } = "Global";

        /// <summary>Public https address of this server, for change notifications; null: polling only.</summary>
        public string? NotificationUrl { get; set; }

        /// <summary>Mails a minute from one mailbox. Exchange's own cap is 30.</summary>
        [Range(1, 1_000_000)]
        public int SendsPerMinute { get; set; } = 30;

        /// <summary>For tests on the emulator: how long a send of unknown outcome is only looked for; shortens the other waits too. Null: what suits Exchange.</summary>
        [Range(1, 86_400)]
        public int? UnknownWaitSeconds { get; set; }
    }

    public sealed class AcknowledgementSection
    {
        [Range(0, 1_000_000)]
        public int PerSenderInTenMinutes { get; set; } = 1;
        [Range(0, 1_000_000)]
        public int PerSenderPerDay { get; set; } = 3;

        /// <summary>Addresses that differ only by a number count together.</summary>
        [Range(0, 1_000_000)]
        public int PerPatternPerDay { get; set; } = 12;

        /// <summary>For domains other than the desks' own.</summary>
        [Range(0, 1_000_000)]
        public int PerDomainPerHour { get; set; } = 30;

        /// <summary>The breaker: most acknowledgements of all desks together in ten minutes.</summary>
        [Range(0, 1_000_000)]
        public int TotalPerTenMinutes { get; set; } = 200;
    }

    public sealed class AccessSection
    {
        /// <summary>Roles of the person at this machine, by comma: <c>ProcessOwner</c>, <c>RulesAdministrator</c>. Null: all; empty: a reader.</summary>
        public string? LocalRoles { get; set; }
    }

    public sealed class DeskSection
    {
        public string Address { get; set; } = "";
        public string Name { get; set; } = "";
        public string TimeZone { get; set; } = "Europe/Berlin";
        public string Language { get; set; } = "en";

        /// <summary>
        /// Names an address of the ticket's own (<c>helpdesk+123.token@…</c>) in Reply-To, which survives mail programs that drop headers and subject tags.
        /// Off, because a tenant may have plus addressing switched off (Exchange Online: <c>DisablePlusAddressInRecipients</c>), and answers would bounce. They are understood either way.
        /// </summary>
        public bool ReplyAddresses { get; set; }
    }
}
