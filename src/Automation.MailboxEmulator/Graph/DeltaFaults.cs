using Automation.MailboxEmulator.Faults;
using Automation.MailboxEmulator.Mailboxes;

namespace Automation.MailboxEmulator.Graph;

/// <summary>What the real delta does now and then to the rows of a page: repeats, old rows again, partial rows, rows called removed that are still there.</summary>
internal static class DeltaFaults
{
    private const int ReplayedRows = 3;

    public static List<DeltaRow> Distort(List<DeltaRow> rows, DeltaToken token, Folder folder, FaultSwitches faults)
    {
        if (!faults.HasAny)
            return rows;
        var distorted = new List<DeltaRow>(rows.Count + 4);
        if (token.Sequence > 0 && faults.Fires(FaultKind.ReplayedRows))
        {
            distorted.AddRange(folder.Messages.Where(m => m.CreatedAt <= token.Sequence && !m.IsLostToDelta)
                .OrderByDescending(m => m.CreatedAt)
                .Take(ReplayedRows)
                .Select(m => new DeltaRow(m, m.Id, DeltaRowKind.Full)));
        }

        foreach (var row in rows)
        {
            var told = row;
            if (row.Kind == DeltaRowKind.Full && faults.Fires(FaultKind.PartialRow))
                told = row with { Kind = DeltaRowKind.ReadState };
            distorted.Add(told);
            if (faults.Fires(FaultKind.DuplicateRow))
                distorted.Add(told);
            // The same message once more as removed, though it never left: a client must look before it believes.
            if (row.Kind == DeltaRowKind.Full && faults.Fires(FaultKind.FalseRemoval))
                distorted.Add(new DeltaRow(null, row.Id, DeltaRowKind.Removed));
        }

        return distorted;
    }
}
