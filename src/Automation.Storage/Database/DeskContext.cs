using Automation.Storage.Audit;
using Automation.Storage.Documents;
using Automation.Storage.Inbox;
using Automation.Storage.Mailboxes;
using Automation.Storage.Outbox;
using Automation.Storage.People;
using Automation.Storage.RuleBook;
using Automation.Storage.Tickets;
using Automation.Storage.Workflows;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Database;

/// <summary>The one database. What differs between SQLite and PostgreSQL is in the two derived contexts and in <see cref="IDatabaseDialect"/>.</summary>
public abstract class DeskContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<InboxItem> Inbox => Set<InboxItem>();
    public DbSet<OutboxItem> Outbox => Set<OutboxItem>();
    public DbSet<SubscriptionRow> Subscriptions => Set<SubscriptionRow>();
    public DbSet<FolderCursor> FolderCursors => Set<FolderCursor>();
    public DbSet<TicketRow> Tickets => Set<TicketRow>();
    public DbSet<TicketEventRow> TicketEvents => Set<TicketEventRow>();
    public DbSet<ParticipantRow> Participants => Set<ParticipantRow>();
    public DbSet<ThreadKeyRow> ThreadKeys => Set<ThreadKeyRow>();
    public DbSet<MessageRow> Messages => Set<MessageRow>();
    public DbSet<AttachmentRow> Attachments => Set<AttachmentRow>();
    public DbSet<DecisionRow> Decisions => Set<DecisionRow>();
    public DbSet<WrittenFactsRow> WrittenFacts => Set<WrittenFactsRow>();
    public DbSet<PersonRow> People => Set<PersonRow>();
    public DbSet<TeamRow> Teams => Set<TeamRow>();
    public DbSet<DeskRow> Desks => Set<DeskRow>();
    public DbSet<WorkflowDefinitionRow> WorkflowDefinitions => Set<WorkflowDefinitionRow>();
    public DbSet<WorkflowTriggerRow> WorkflowTriggers => Set<WorkflowTriggerRow>();
    public DbSet<WorkflowInstanceRow> WorkflowInstances => Set<WorkflowInstanceRow>();
    public DbSet<WorkflowBookmarkRow> WorkflowBookmarks => Set<WorkflowBookmarkRow>();
    public DbSet<WorkflowBurstRow> WorkflowBursts => Set<WorkflowBurstRow>();
    public DbSet<WorkflowEffectRow> WorkflowEffects => Set<WorkflowEffectRow>();
    public DbSet<WorkflowStimulusRow> WorkflowStimuli => Set<WorkflowStimulusRow>();
    public DbSet<InstanceSetting> InstanceSettings => Set<InstanceSetting>();
    public DbSet<DocumentVersion> Documents => Set<DocumentVersion>();
    public DbSet<RuleDraftRow> RuleDrafts => Set<RuleDraftRow>();
    public DbSet<RuleHitEntry> RuleHitEntries => Set<RuleHitEntry>();
    public DbSet<RuleHitDay> RuleHitDays => Set<RuleHitDay>();
    public DbSet<AuditEntry> Audit => Set<AuditEntry>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<InboxItem>(e =>
        {
            e.ToTable("inbox");
            e.HasIndex(x => new { x.Mailbox, x.MailboxItemId }).IsUnique();
            e.HasIndex(x => new { x.Mailbox, x.IdentityKey }).IsUnique();
            e.HasIndex(x => new { x.State, x.NextAttemptAt, x.Id });
            e.HasIndex(x => new { x.Outcome, x.Reason });
            // Counting reads this index alone; the rows carry the mails and are large.
            e.HasIndex(x => new { x.Mailbox, x.State, x.Outcome, x.Reason });
            e.HasIndex(x => x.TicketNumber);
        });
        modelBuilder.Entity<OutboxItem>(e =>
        {
            e.ToTable("outbox");
            e.HasIndex(x => x.SendKey).IsUnique();
            e.HasIndex(x => new { x.State, x.NextAttemptAt, x.Id });
            e.HasIndex(x => new { x.State, x.UpdatedAt });
            e.HasIndex(x => new { x.Purpose, x.CreatedAt });
            e.HasIndex(x => new { x.RecipientPattern, x.CreatedAt });
            e.HasIndex(x => new { x.RecipientDomain, x.CreatedAt });
            e.HasIndex(x => x.TicketNumber);
        });
        modelBuilder.Entity<SubscriptionRow>(e =>
        {
            e.ToTable("subscriptions");
            e.HasKey(x => new { x.Mailbox, x.Folder });
        });
        modelBuilder.Entity<FolderCursor>(e =>
        {
            e.ToTable("folder_cursors");
            e.HasKey(x => new { x.Mailbox, x.Folder });
        });
        modelBuilder.Entity<TicketRow>(e =>
        {
            e.ToTable("tickets");
            e.HasKey(x => x.Number);
            e.Property(x => x.Number).ValueGeneratedNever();
            e.Property(x => x.EventCount).IsConcurrencyToken();
            e.HasIndex(x => new { x.Status, x.UpdatedAt });
            e.HasIndex(x => new { x.Requester, x.OpenedAt });
            e.HasIndex(x => new { x.Assignee, x.Status });
        });
        modelBuilder.Entity<TicketEventRow>(e =>
        {
            e.ToTable("ticket_events");
            e.HasKey(x => new { x.TicketNumber, x.Sequence });
            e.HasOne<TicketRow>().WithMany().HasForeignKey(x => x.TicketNumber).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<ParticipantRow>(e =>
        {
            e.ToTable("participants");
            e.HasKey(x => new { x.TicketNumber, x.Address });
            e.HasOne<TicketRow>().WithMany().HasForeignKey(x => x.TicketNumber).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<ThreadKeyRow>(e =>
        {
            e.ToTable("thread_keys");
            e.HasKey(x => new { x.Value, x.Kind, x.Mailbox });
        });
        modelBuilder.Entity<MessageRow>(e =>
        {
            e.ToTable("messages");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.HasIndex(x => new { x.TicketNumber, x.At });
            e.HasIndex(x => x.SendKey).IsUnique();
            e.HasOne<TicketRow>().WithMany().HasForeignKey(x => x.TicketNumber).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<AttachmentRow>(e =>
        {
            e.ToTable("attachments");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.HasIndex(x => x.MessageId);
            e.HasOne<MessageRow>().WithMany().HasForeignKey(x => x.MessageId).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<DecisionRow>(e =>
        {
            e.ToTable("decisions");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.HasIndex(x => x.TicketNumber);
            e.HasIndex(x => x.InboxId);
        });
        modelBuilder.Entity<WrittenFactsRow>(e =>
        {
            e.ToTable("written_facts");
            e.HasKey(x => x.InboxId);
            e.Property(x => x.InboxId).ValueGeneratedNever();
            e.HasOne<InboxItem>().WithOne().HasForeignKey<WrittenFactsRow>(x => x.InboxId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<PersonRow>(e =>
        {
            e.ToTable("people");
            e.HasKey(x => x.Address);
        });
        modelBuilder.Entity<TeamRow>(e =>
        {
            e.ToTable("teams");
            e.HasKey(x => x.Key);
        });
        modelBuilder.Entity<DeskRow>(e =>
        {
            e.ToTable("desks");
            e.HasKey(x => x.Address);
        });
        modelBuilder.Entity<WorkflowDefinitionRow>(e =>
        {
            e.ToTable("workflow_definitions");
            e.HasIndex(x => new { x.DefinitionId, x.Version }).IsUnique();
            e.HasIndex(x => x.IsPublished);
            e.HasQueryFilter(x => x.DeletedAt == null);
        });
        modelBuilder.Entity<WorkflowTriggerRow>(e =>
        {
            e.ToTable("workflow_triggers");
            e.HasIndex(x => new { x.Hash, x.Name });
            e.HasIndex(x => x.DefinitionId);
            e.HasIndex(x => x.NextAt);
        });
        modelBuilder.Entity<WorkflowInstanceRow>(e =>
        {
            e.ToTable("workflow_instances");
            e.Property(x => x.RowVersion).IsConcurrencyToken();
            e.HasIndex(x => x.CorrelationId);
            e.HasIndex(x => new { x.DefinitionId, x.Status, x.CreatedAt });
            e.HasIndex(x => x.FinishedAt);
            e.HasIndex(x => x.ParentInstanceId);
            // Almost no instance has incidents, so this index is tiny, and looking for those that have costs the same however many there are.
            e.HasIndex(x => new { x.DefinitionId, x.SubStatus, x.Status }, "IX_workflow_instances_incidents").HasFilter("\"IncidentCount\" > 0");
            // Likewise: only what a workflow started that leads to itself is in it.
            e.HasIndex(x => new { x.RepeatOf, x.CreatedAt }).HasFilter("\"RepeatOf\" IS NOT NULL");
        });
        modelBuilder.Entity<WorkflowBookmarkRow>(e =>
        {
            e.ToTable("workflow_bookmarks");
            e.HasIndex(x => new { x.Hash, x.Name });
            e.HasIndex(x => x.InstanceId);
            e.HasIndex(x => x.DueAt);
        });
        modelBuilder.Entity<WorkflowBurstRow>(e =>
        {
            e.ToTable("workflow_bursts");
            e.HasKey(x => new { x.InstanceId, x.RowVersion });
        });
        modelBuilder.Entity<WorkflowEffectRow>(e =>
        {
            e.ToTable("workflow_effects");
            e.HasIndex(x => new { x.NextAttemptAt, x.Id });
            e.HasIndex(x => x.InstanceId);
        });
        modelBuilder.Entity<WorkflowStimulusRow>(e =>
        {
            e.ToTable("workflow_stimuli");
            e.HasIndex(x => x.Hash);
            e.HasIndex(x => x.BookmarkId);
        });
        modelBuilder.Entity<InstanceSetting>(e =>
        {
            e.ToTable("instance_settings");
            e.HasKey(x => x.Name);
        });
        modelBuilder.Entity<DocumentVersion>(e =>
        {
            e.ToTable("documents");
            e.HasKey(x => new { x.Kind, x.Name, x.Version });
            e.HasIndex(x => new { x.Kind, x.IsPublished });
        });
        modelBuilder.Entity<RuleDraftRow>(e =>
        {
            e.ToTable("rule_drafts");
            e.HasKey(x => x.Name);
            e.Property(x => x.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<RuleHitEntry>(e => e.ToTable("rule_hit_entries"));
        modelBuilder.Entity<RuleHitDay>(e =>
        {
            e.ToTable("rule_hit_days");
            e.HasKey(x => new { x.Set, x.Rule, x.Day });
            e.HasIndex(x => x.Day);
        });
        modelBuilder.Entity<AuditEntry>(e =>
        {
            e.ToTable("audit");
            e.HasIndex(x => new { x.Subject, x.Id });
        });
    }
}
