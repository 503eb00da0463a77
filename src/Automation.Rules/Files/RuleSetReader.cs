using System.Globalization;
using System.Text.Json;
using Automation.Rules.Evaluation;
using Automation.Rules.Model;

namespace Automation.Rules.Files;

/// <summary>Reads a rule set from JSON. Whatever the format does not know is refused, never skipped.</summary>
public static class RuleSetReader
{
    /// <param name="file">The name used in problems.</param>
    /// <param name="lists">The named lists the rules may use; null leaves their names unchecked until compilation.</param>
    /// <param name="name">The name the set must have, because its file or document has it; null takes any.</param>
    /// <param name="isStored">It was stored before, by this program or an earlier one: addresses and domains that can match nothing do not put it out of force.</param>
    /// <exception cref="RuleFileException">With every problem found: file, line, column, rule and reason.</exception>
    public static RuleSet Read(string json, string file, NamedLists? lists = null, string? name = null, bool isStored = false)
    {
        var root = PlacedJson.Parse(json, file);
        var log = new ProblemLog(file) { IsStored = isStored };
        var set = new SetReader(log, lists).Read(root, name);
        log.ThrowIfAny();
        return set!;
    }

    private sealed class SetReader(ProblemLog log, NamedLists? lists)
    {
        private readonly ConditionReader _conditions = new(log, lists);

        public RuleSet? Read(PlacedJson root, string? wanted)
        {
            var members = log.Members(root, "a rule set", "$schema", "name", "version", "description", "enabled", "from", "until", "hitPolicy", "rules", "otherwise", "matrix");
            if (root.Kind != JsonValueKind.Object)
                return null;
            var name = Required(root, members, "name") is { } nameJson ? SetName(nameJson, wanted) : null;
            var version = Required(root, members, "version") is { } versionJson ? Version(versionJson) : null;
            var policy = Required(root, members, "hitPolicy") is { } policyJson ? Policy(policyJson) : null;
            if (policy == HitPolicy.Matrix)
                RequireMatrixOnly(members);
            var matrix = members.TryGetValue("matrix", out var matrixJson) ? new MatrixReader(log).Read(matrixJson) : null;
            if (!members.TryGetValue("rules", out var rulesJson) && matrixJson is null && policy != HitPolicy.Matrix)
                log.Add(root, "A rule set needs \"rules\" or a \"matrix\".");
            var rules = rulesJson is null ? [] : Rules(rulesJson);
            var otherwise = members.TryGetValue("otherwise", out var otherwiseJson) ? Outcomes(otherwiseJson, "otherwise") : [];
            if (otherwiseJson is not null && otherwise.FirstOrDefault(value => value.Outcome == StandardOutcomes.Ignore) is not null)
                log.Add(otherwiseJson, "\"otherwise\" must not ignore: every request that no rule knows would vanish.");
            var (enabled, from, until) = InForce(members, "the set");
            if (name is null || version is null || policy is null)
                return null;
            return new RuleSet(name, version.Value, policy.Value, rules)
            {
                Schema = OptionalText(members, "$schema"),
                Description = OptionalText(members, "description"),
                Enabled = enabled,
                From = from,
                Until = until,
                Otherwise = otherwise,
                Matrix = matrix,
            };
        }

        // Whoever wrote rules beside it meant another kind: passed over, they would never decide.
        private void RequireMatrixOnly(Dictionary<string, PlacedJson> members)
        {
            if (!members.ContainsKey("matrix"))
                log.Add(members["hitPolicy"], "A set of the kind \"matrix\" needs a \"matrix\".");
            foreach (var name in (string[])["rules", "otherwise"])
            {
                if (members.TryGetValue(name, out var json))
                    log.Add(json, $"A set of the kind \"matrix\" has no \"{name}\": it looks up one outcome from two that earlier sets decided. With rules beside it the kind is \"collect\" or \"first\".");
            }
        }

        private string? SetName(PlacedJson json, string? wanted)
        {
            if (log.Name(json, "The name of the set") is not { } name)
                return null;
            if (RuleLimits.TakenNames.Contains(name))
            {
                log.Add(json, $"\"{name}\" cannot be the name of a set: its address has another meaning.");
                return null;
            }

            if (wanted is null || name == wanted)
                return name;
            log.Add(json, $"The set is named \"{name}\" and its file \"{wanted}\"; both must have one name.");
            return null;
        }

        private List<Rule> Rules(PlacedJson json)
        {
            var items = log.Items(json, "\"rules\"");
            if (items.Count > RuleLimits.Rules)
            {
                log.Add(json, $"The set has {items.Count} rules; {RuleLimits.Rules} are allowed.");
                return [];
            }
            var names = new HashSet<string>(StringComparer.Ordinal);
            var rules = new List<Rule>(items.Count);
            foreach (var item in items)
            {
                if (Rule(item, names) is { } rule)
                    rules.Add(rule);
            }
            log.Rule = null;
            return rules;
        }

        private Rule? Rule(PlacedJson json, HashSet<string> names)
        {
            log.Rule = json.Members.Find(member => member.Name == "name")?.Value.Text;
            var members = log.Members(json, "a rule", "name", "description", "enabled", "from", "until", "when", "then");
            if (json.Kind != JsonValueKind.Object)
                return null;
            var nameJson = Required(json, members, "name");
            var name = nameJson is null ? null : log.Name(nameJson, "The name of a rule");
            if (name is not null && !names.Add(name))
                log.Add(nameJson!, "Another rule of this set has the same name.");
            if (name is not null && RuleHit.IsReserved(name))
                log.Add(nameJson!, $"\"{name}\" cannot be the name of a rule: traces use it.");
            var when = Required(json, members, "when") is { } whenJson ? _conditions.Read(whenJson) : null;
            var then = Required(json, members, "then") is { } thenJson ? Outcomes(thenJson, "then") : [];
            var (enabled, from, until) = InForce(members, "the rule");
            var description = OptionalText(members, "description");
            return name is null || when is null ? null
                : new Rule(name, when, then) { Description = description, Enabled = enabled, From = from, Until = until };
        }

        private (bool Enabled, DateTimeOffset? From, DateTimeOffset? Until) InForce(Dictionary<string, PlacedJson> members, string what)
        {
            var enabled = !members.TryGetValue("enabled", out var enabledJson) || log.Flag(enabledJson, "\"enabled\"") != false;
            var from = members.TryGetValue("from", out var fromJson) ? Moment(fromJson, "from") : null;
            var until = members.TryGetValue("until", out var untilJson) ? Moment(untilJson, "until") : null;
            if (until <= from)
                log.Add(untilJson!, $"\"until\" is not after \"from\": {what} would never be in force.");
            return (enabled, from, until);
        }

        private List<OutcomeValue> Outcomes(PlacedJson json, string what)
        {
            var values = new List<OutcomeValue>();
            if (json.Kind != JsonValueKind.Object)
            {
                log.Add(json, $"\"{what}\" must be an object.");
                return values;
            }
            if (json.Members.Count == 0)
                log.Add(json, $"Nothing is decided: \"{what}\" is empty.");
            foreach (var member in json.Members)
            {
                if (StandardOutcomes.Find(member.Name) is not { } outcome)
                    log.Add(member.Line, member.Column, $"There is no outcome \"{member.Name}\"{ProblemLog.Hint(member.Name, [.. StandardOutcomes.All.Select(known => known.Name)])}");
                else if (OutcomeTexts(member.Value, outcome) is { } texts)
                    values.Add(new OutcomeValue(outcome, texts));
            }
            return values;
        }

        private List<string>? OutcomeTexts(PlacedJson json, Outcome outcome)
        {
            if (!outcome.Many)
                return log.Text(json, $"\"{outcome.Label}\"") is { } text && OutcomeText.Check(log, json, outcome, text) ? [text] : null;
            var items = log.Items(json, $"\"{outcome.Label}\"");
            if (items.Count == 0 || items.Count > RuleLimits.Values)
            {
                log.Add(json, $"\"{outcome.Label}\" must be a list of 1 to {RuleLimits.Values} texts.");
                return null;
            }
            var texts = items.Select(item => log.Text(item, $"\"{outcome.Label}\"") is { } one && OutcomeText.Check(log, item, outcome, one) ? one : null).OfType<string>().ToList();
            return texts.Count == items.Count ? texts : null;
        }

        private PlacedJson? Required(PlacedJson json, Dictionary<string, PlacedJson> members, string name)
        {
            if (members.TryGetValue(name, out var value))
                return value;
            log.Add(json, $"\"{name}\" is missing.");
            return null;
        }

        private string? OptionalText(Dictionary<string, PlacedJson> members, string name) =>
            members.TryGetValue(name, out var json) ? log.Text(json, $"\"{name}\"") : null;

        private int? Version(PlacedJson json)
        {
            if (json.Kind == JsonValueKind.Number && int.TryParse(json.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0)
                return version;
            log.Add(json, "The version must be a whole number from 1 on.");
            return null;
        }

        private HitPolicy? Policy(PlacedJson json)
        {
            switch (log.Text(json, "\"hitPolicy\""))
            {
                case "first":
                    return HitPolicy.First;
                case "collect":
                    return HitPolicy.Collect;
                case "matrix":
                    return HitPolicy.Matrix;
                case null:
                    return null;
                default:
                    log.Add(json, "The hit policy is \"first\", \"collect\" or \"matrix\".");
                    return null;
            }
        }

        private DateTimeOffset? Moment(PlacedJson json, string what)
        {
            // The offset must be written: a moment without one would mean another time on another machine.
            string[] formats = ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss'Z'"];
            if (json.Kind == JsonValueKind.String
                && DateTimeOffset.TryParseExact(json.Text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
                return moment;
            log.Add(json, $"\"{what}\" must be a moment with its offset, such as \"2027-01-31T08:00:00+01:00\".");
            return null;
        }
    }
}
