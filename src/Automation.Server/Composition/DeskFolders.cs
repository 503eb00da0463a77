using Automation.Mail.Mailboxes;

namespace Automation.Server.Composition;

/// <summary>The mailbox folders that are read.</summary>
internal static class DeskFolders
{
    public static IReadOnlyList<MailFolder> Of(DeskOptions options)
    {
        var names = options.Mailboxes.Folders.Count == 0 ? ["inbox"] : options.Mailboxes.Folders;
        return [.. from desk in options.Desks from name in names.Distinct(StringComparer.Ordinal) select new MailFolder(desk.Address.ToLowerInvariant(), name)];
    }
}
