using System.Globalization;
using System.Text;
using Automation.EndToEnd.Harness;

namespace Automation.EndToEnd.Crashes;

/// <summary>What a storm was and what it found. No violations: every mail has one outcome, every new ticket one acknowledgement.</summary>
public sealed record StormReport(
    string Database,
    int Seed,
    int Mails,
    int Kills,
    int Tickets,
    int AcceptedSends,
    TimeSpan Took,
    EmulatorStatistics Emulator,
    IReadOnlyDictionary<string, int> Faults,
    IReadOnlyDictionary<string, int> Outcomes,
    IReadOnlyList<string> Violations)
{
    public override string ToString()
    {
        var text = new StringBuilder();
        void Line(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"  {name,-34} {value}\n");
        void Lines(string title, IEnumerable<KeyValuePair<string, int>> rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{title}\n");
            foreach (var (name, count) in rows)
                Line(name, Number(count));
        }

        text.Append(CultureInfo.InvariantCulture, $"Crash storm on {Database}, seed {Seed}\n");
        Line("mails put in", Number(Mails));
        Line("server killed and started again", Number(Kills));
        Line("tickets", Number(Tickets));
        Line("sends accepted by the mailbox", Number(AcceptedSends));
        Line("time", Took.ToString(@"mm\:ss", CultureInfo.InvariantCulture));
        Line("requests to the mailboxes", Number(Emulator.Requests.Values.Sum()));
        Line("notifications delivered, given up", $"{Number(Emulator.Notifications.Delivered)}, {Number(Emulator.Notifications.GivenUp)}");
        Lines("Outcomes", Outcomes);
        Lines("Requests", Emulator.Requests);
        Lines("Answers", Emulator.Statuses);
        Lines($"Faults ({Number(Faults.Values.Sum())})", Faults);
        text.Append(CultureInfo.InvariantCulture, $"Violations: {Number(Violations.Count)}\n");
        foreach (var violation in Violations)
            text.Append(CultureInfo.InvariantCulture, $"  {violation}\n");
        return text.ToString();
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
