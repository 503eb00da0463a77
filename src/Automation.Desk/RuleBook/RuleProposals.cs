using Automation.Rules.Fields;
using Automation.Rules.Folding;
using Automation.Rules.Model;
using Automation.Rules.Operators;
using Automation.Stages.Content;
using Automation.Stages.RuleBook;
using Automation.Storage.Tickets;
using Automation.Tickets.History;

namespace Automation.Desk.RuleBook;

/// <summary>Fills in a rule from a ticket that an agent corrected: what the mail is about and who wrote it, and the value the agent chose.</summary>
public sealed class RuleProposals(PastTickets past, TicketQueries tickets, DeskContentHolder content, TimeProvider time)
{
    private const int MostWords = 4;

    /// <summary>Words that must all be there.</summary>
    private const int FewWords = 2;
    private const int ShortestWord = 4;

    /// <summary>Words of everyday mails that tell nothing of their matter.</summary>
    private static readonly HashSet<string> Everyday = new(StringComparer.OrdinalIgnoreCase)
    {
        "about", "after", "again", "also", "bitte", "could", "danke", "dear", "does", "doesn", "eine", "einen", "from", "funktioniert", "geht", "hallo", "have", "hello", "help", "hilfe", "into", "kann",
        "kein", "mein", "meine", "mehr", "mich", "more", "need", "nicht", "noch", "oder", "please", "question", "request", "since", "some", "thank", "thanks", "that", "their", "there", "they", "this",
        "today", "unser", "urgent", "when", "will", "with", "work", "working", "works", "would", "your",
    };

    /// <summary>Where a rule for the outcome can be made from the ticket, filled in; null when there is no rule set.</summary>
    /// <param name="outcome">Its name, such as <c>team</c>.</param>
    public string? Address(long number, string outcome) =>
        StandardOutcomes.Find(outcome) is { } found && RuleDocuments.SetFor(content.Current.Rules.Sets, found, content.Current.Rules.Lists, time.GetUtcNow()) is { } set
            ? $"/rules/{set.Name}?from={TicketNumber.Format(number)}&outcome={outcome}"
            : null;

    /// <summary>Null when there is no such ticket, or its mail is not kept.</summary>
    public async Task<RuleEdit?> FromTicketAsync(long number, Outcome outcome, RuleSet set, CancellationToken cancellationToken)
    {
        if (await past.FindAsync(number, cancellationToken) is not { } facts || await tickets.FindAsync(number, cancellationToken) is not { } detail)
            return null;
        var value = ValueOf(detail.Ticket, outcome);
        return value is null ? null : From(facts, outcome, value, set, [.. content.Current.Desks.Keys]);
    }

    /// <param name="desks">The desks' own addresses: nearly everybody writes from their domains, so these tell nothing.</param>
    internal static RuleEdit From(MailFacts facts, Outcome outcome, string value, RuleSet set, IReadOnlyCollection<string> desks)
    {
        var words = WordsOf(facts.Subject);
        var when = ConditionEdit.Group(ConditionEditKind.All);
        if (IsOwn(facts.Domain, desks))
        {
            // One of the words alone would catch the mail of the whole house.
            words = [.. words.Take(FewWords)];
            when.Parts.Add(words.Count > 0
                ? ConditionEdit.Compare(StandardFields.Subject, Operator.ContainsAllWords, words)
                : ConditionEdit.Compare(StandardFields.SenderAddress, Operator.Is, facts.Sender.ToLowerInvariant()));
        }
        else
        {
            if (words.Count > 0)
                when.Parts.Add(ConditionEdit.Compare(StandardFields.Subject, Operator.ContainsAnyWord, words));
            if (facts.Domain.Length > 0)
                when.Parts.Add(ConditionEdit.Compare(StandardFields.SenderDomain, Operator.Is, facts.Domain.ToLowerInvariant()));
        }

        var edit = new RuleEdit
        {
            Name = RuleWords.FreeName(Named(words, value), set.Rules.Select(r => r.Name)),
            When = when,
        };
        edit.Then.Add(new OutcomeEdit(outcome, [value]));
        return edit;
    }

    private static bool IsOwn(string domain, IReadOnlyCollection<string> desks) => domain.Length > 0 && desks
        .Select(address => address[(address.LastIndexOf('@') + 1)..])
        .Any(own => domain.Equals(own, StringComparison.OrdinalIgnoreCase) || domain.EndsWith("." + own, StringComparison.OrdinalIgnoreCase));

    private static List<string> WordsOf(string subject) =>
    [
        .. subject.Split([' ', '\t', ',', '.', ':', ';', '!', '?', '"', '(', ')', '[', ']', '/', '-', '–', '“', '”'], StringSplitOptions.RemoveEmptyEntries)
            .Where(w => (w.Length >= ShortestWord || IsAcronym(w)) && w.Any(char.IsLetter) && !Everyday.Contains(w))
            .OrderByDescending(IsAcronym)
            .ThenByDescending(w => w.Length)
            .Select(w => w.ToLowerInvariant())
            .Distinct(StringComparer.Ordinal)
            .Take(MostWords),
    ];

    /// <summary>VPN, SAP: short, and it tells more than any long word.</summary>
    private static bool IsAcronym(string word) => word.Length >= 2 && word.All(char.IsUpper);

    private static string Named(List<string> words, string value)
    {
        var name = string.Concat(TextFolding.Of(string.Join('-', words.Take(2).Append("to").Append(value))).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        return name.Length > 80 ? name[..80].Trim('-') : name;
    }

    private static string? ValueOf(TicketRow ticket, Outcome outcome) => outcome.Name switch
    {
        "type" => ticket.Type,
        "category" => ticket.Category,
        "priority" => ticket.Priority,
        "team" => ticket.Team,
        _ => null,
    };
}
