using System.Globalization;
using Automation.Rules.Fields;
using Automation.Rules.Folding;
using Automation.Rules.Model;
using Automation.Rules.Operators;

namespace Automation.Rules.Suggestions;

/// <summary>
/// Finds rules for one outcome. A candidate is a word, a domain, two words, or a domain with a word; the ones that part the
/// tickets best are taken first, as long as they explain corrections that those before do not, and those of a kind are put
/// together into one rule, as a person would write it.
/// </summary>
internal sealed class RuleSearch(Lesson lesson, TicketFeatures features, SuggestionOptions options, HashSet<string> taken)
{
    private const int MostWords = 12;
    private const int MostExamples = 10;

    // Pairs are formed of a ticket's rarest features only.
    private const int MostPaired = 16;

    private readonly LearntTicket[] _learnt = [.. lesson.Open.Where(ticket => ticket.Use == TicketUse.Find)];
    private readonly LearntTicket[] _choosing = [.. lesson.Open.Where(ticket => ticket.Use == TicketUse.Choose)];
    private readonly LearntTicket[] _heldOut = [.. lesson.Open.Where(ticket => ticket.Use == TicketUse.Measure)];

    /// <summary>One or two features that must both be there; <see cref="None"/> for no second.</summary>
    private readonly record struct Candidate(int One, int Other)
    {
        public const int None = -1;

        public bool Holds(in LearntTicket ticket) => ticket.Has(One) && (Other == None || ticket.Has(Other));
    }

    private readonly record struct Scored(Candidate Candidate, double Score);

    /// <summary>A proposal with how it does on the tickets it is chosen by.</summary>
    private readonly record struct Proposal(RuleSuggestion Suggestion, SuggestionMeasure Chosen);

    public IEnumerable<RuleSuggestion> Find(CancellationToken cancellationToken)
    {
        var frequency = new int[features.Count];
        foreach (var ticket in _learnt)
        {
            foreach (var feature in ticket.Features)
                frequency[feature]++;
        }
        var wanted = _learnt
            .Where(ticket => ticket.IsCorrected && ticket.Settled is not null)
            .GroupBy(ticket => ticket.Settled!, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() >= options.LeastCorrections && CanBeWritten(group.Key))
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal);
        foreach (var group in wanted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var suggestion in For(group.Key, [.. group], frequency))
                yield return suggestion;
        }
    }

    // People's values come from outside; a rule with one that its file refuses would be no proposal.
    private bool CanBeWritten(string value) =>
        value.Length <= RuleLimits.ValueLength && value.Trim() == value && value.Length > 0
        && (lesson.Outcome.Values.Count == 0 || lesson.Outcome.Values.Contains(value, StringComparer.Ordinal));

    private IEnumerable<RuleSuggestion> For(string value, LearntTicket[] corrected, int[] frequency)
    {
        var right = _learnt.LongCount(ticket => IsRight(ticket, value));
        var chosen = Choose(value, corrected, Singles(corrected), right, out var left);
        chosen.AddRange(Choose(value, left, Pairs(left, frequency), right, out _));
        var found = new List<Proposal>();
        foreach (var group in chosen.GroupBy(Shape).OrderBy(group => group.Key))
        {
            // Pairs do not add up to one list of words.
            var together = group.First().Other == Candidate.None ? [[.. group.Take(MostWords)]] : group.Select(one => new[] { one });
            found.AddRange(together.Select(candidates => Measure(value, candidates)).OfType<Proposal>());
        }
        return found
            .OrderByDescending(proposal => proposal.Chosen.Saved)
            .ThenByDescending(proposal => proposal.Suggestion.Learnt.Saved)
            .Take(options.MostPerValue)
            .Select(proposal => proposal.Suggestion with { Rule = proposal.Suggestion.Rule with { Name = Name(value) } });
    }

    private IEnumerable<Candidate> Singles(LearntTicket[] corrected) =>
        corrected.SelectMany(ticket => ticket.Features)
            .GroupBy(feature => feature)
            .Where(group => group.Count() >= options.LeastCorrections)
            .Select(group => new Candidate(group.Key, Candidate.None));

    private IEnumerable<Candidate> Pairs(LearntTicket[] corrected, int[] frequency)
    {
        var counts = new Dictionary<Candidate, int>();
        foreach (var ticket in corrected)
        {
            var rare = ticket.Features
                .Where(feature => features[feature].Kind != FeatureKind.BodyWord && !features[feature].Text.Contains(' ', StringComparison.Ordinal) && frequency[feature] >= options.LeastCorrections)
                .OrderBy(feature => frequency[feature])
                .Take(MostPaired)
                .Order()
                .ToArray();
            for (var i = 0; i < rare.Length; i++)
            {
                for (var j = i + 1; j < rare.Length; j++)
                {
                    var pair = new Candidate(rare[i], rare[j]);
                    counts[pair] = counts.GetValueOrDefault(pair) + 1;
                }
            }
        }
        return counts.Where(pair => pair.Value >= options.LeastCorrections).Select(pair => pair.Key);
    }

    // The best first, as long as each explains enough that is not explained yet.
    private List<Candidate> Choose(string value, LearntTicket[] corrected, IEnumerable<Candidate> candidates, long right, out LearntTicket[] left)
    {
        var scored = Score(value, [.. candidates], right)
            .OrderByDescending(one => one.Score)

            // Words that always come together part the tickets equally well: the one that is rarer everywhere says more, and what a subject begins with is what it is about.
            .ThenBy(one => features.TicketsWith(one.Candidate.One))
            .ThenBy(one => one.Candidate.One)
            .ThenBy(one => one.Candidate.Other)
            .ToList();
        var chosen = new List<Candidate>();
        var open = corrected.ToList();
        foreach (var (candidate, _) in scored)
        {
            if (open.Count < options.LeastCorrections || chosen.Count >= MostWords * 2)
                break;
            if (open.Count(ticket => candidate.Holds(ticket)) < options.LeastCorrections)
                continue;
            open.RemoveAll(ticket => candidate.Holds(ticket));
            chosen.Add(candidate);
        }
        left = [.. open];
        return chosen;
    }

    private IEnumerable<Scored> Score(string value, Candidate[] candidates, long right)
    {
        var (hits, known, good) = (new long[candidates.Length], new long[candidates.Length], new long[candidates.Length]);
        var byFirst = Enumerable.Range(0, candidates.Length).ToLookup(i => candidates[i].One);
        foreach (var ticket in _learnt)
        {
            var isRight = IsRight(ticket, value);
            foreach (var feature in ticket.Features)
            {
                foreach (var i in byFirst[feature])
                {
                    if (candidates[i].Other != Candidate.None && !ticket.Has(candidates[i].Other))
                        continue;
                    hits[i]++;
                    if (!ticket.IsUntouched)
                        known[i]++;
                    if (isRight)
                        good[i]++;
                }
            }
        }
        for (var i = 0; i < candidates.Length; i++)
        {
            if (good[i] < options.LeastPrecision * known[i] || known[i] < options.LeastShare * hits[i])
                continue;
            var score = Separation.LogLikelihood(good[i], hits[i] - good[i], right, _learnt.Length - right);
            if (score >= Separation.Significant)
                yield return new Scored(candidates[i], score);
        }
    }

    private Proposal? Measure(string value, Candidate[] candidates)
    {
        var (found, chosen) = (Measure(_learnt, value, candidates), Measure(_choosing, value, candidates));
        if (found.Precision < options.LeastPrecision || chosen.Precision < options.LeastPrecision || chosen.Saved == 0)
            return null;
        var learnt = new SuggestionMeasure(found.Tickets + chosen.Tickets, found.Hits + chosen.Hits, found.Right + chosen.Right, found.Saved + chosen.Saved) { Untouched = found.Untouched + chosen.Untouched };
        var heldOut = Measure(_heldOut, value, candidates);

        // What could not be measured promises nothing; how it measures does not matter here.
        if (heldOut.Hits == heldOut.Untouched)
            return null;
        string[] examples = [.. lesson.Open
            .Where(ticket => ticket.IsCorrected && IsRight(ticket, value) && Holds(candidates, ticket))
            .Take(MostExamples)
            .Select(ticket => ticket.Key)];
        var description = string.Create(
            CultureInfo.InvariantCulture,
            $"Proposed from {learnt.Saved + heldOut.Saved} corrections. On {heldOut.Tickets} tickets kept back: {heldOut.Hits} hits, {heldOut.Hits - heldOut.Untouched} of them settled by people, {heldOut.Precision:P0} of these right.");
        var rule = new Rule("proposed", When(candidates), [new OutcomeValue(lesson.Outcome, [value])]) { Description = description };
        return new Proposal(new RuleSuggestion(lesson.Set.Name, rule, learnt, heldOut, examples), chosen);
    }

    private static SuggestionMeasure Measure(LearntTicket[] tickets, string value, Candidate[] candidates)
    {
        var (hits, right, saved, untouched) = (0L, 0L, 0L, 0L);
        foreach (var ticket in tickets)
        {
            if (!Holds(candidates, ticket))
                continue;
            hits++;
            if (ticket.IsUntouched)
                untouched++;
            if (!IsRight(ticket, value))
                continue;
            right++;
            if (ticket.IsCorrected)
                saved++;
        }
        return new SuggestionMeasure(tickets.Length, hits, right, saved) { Untouched = untouched };
    }

    private Condition When(Candidate[] candidates)
    {
        if (candidates[0].Other == Candidate.None)
            return Ask([.. candidates.Select(candidate => features[candidate.One])], all: false);
        Feature[] both = [features[candidates[0].One], features[candidates[0].Other]];
        return both[0].Kind == both[1].Kind
            ? Ask(both, all: true)
            : new AllOf([.. both.OrderByDescending(feature => feature.Kind).Select(feature => Ask([feature], all: false))]);
    }

    private static FieldCondition Ask(Feature[] some, bool all)
    {
        string[] texts = [.. some.Select(feature => feature.Text)];
        return some[0].Kind switch
        {
            FeatureKind.Domain => new(StandardFields.SenderDomain, Operator.IsOneOf, new TextValue(texts)),
            FeatureKind.SubjectWord => new(StandardFields.Subject, all ? Operator.ContainsAllWords : Operator.ContainsAnyWord, new TextValue(texts)),
            _ => new(StandardFields.Body, all ? Operator.ContainsAllWords : Operator.ContainsAnyWord, new TextValue(texts)),
        };
    }

    private string Name(string value)
    {
        var words = string.Concat(FoldedText.Fold(value).Select(character => char.IsAsciiLetterOrDigit(character) ? character : ' '));
        var slug = string.Join('-', words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var stem = $"{lesson.Outcome.Name.ToLowerInvariant()}-{(slug.Length == 0 ? "proposed" : slug.Length > 60 ? slug[..60].Trim('-') : slug)}";
        var name = stem;
        for (var i = 2; !taken.Add(name); i++)
            name = string.Create(CultureInfo.InvariantCulture, $"{stem}-{i}");
        return name;
    }

    private (FeatureKind, FeatureKind?) Shape(Candidate candidate) =>
        (features[candidate.One].Kind, candidate.Other == Candidate.None ? null : features[candidate.Other].Kind);

    private static bool Holds(Candidate[] candidates, in LearntTicket ticket)
    {
        foreach (var candidate in candidates)
        {
            if (candidate.Holds(ticket))
                return true;
        }
        return false;
    }

    // What the rules decided and nobody looked at is no evidence for a value either.
    private static bool IsRight(in LearntTicket ticket, string value) => !ticket.IsUntouched && string.Equals(ticket.Settled, value, StringComparison.OrdinalIgnoreCase);
}
