using Automation.Rules.Fields;
using Automation.Rules.Operators;

namespace Automation.Rules.Compilation;

/// <summary>Gives numbers to the keys while a chain is compiled, and builds the indexes of the fields.</summary>
internal sealed class KeyTable
{
    private readonly SortedDictionary<int, Entries> _fields = [];
    private readonly List<List<Atom>> _atoms = [];

    private sealed class Entries(Field field)
    {
        public readonly Field Field = field;
        public readonly Dictionary<string, int> Whole = new(StringComparer.Ordinal);
        public readonly Dictionary<string, int> Fragments = new(StringComparer.Ordinal);
        public readonly Dictionary<string, int> Equal = new(Operand.FoldsEquality(field) ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        public readonly Dictionary<string, int> Within = new(StringComparer.OrdinalIgnoreCase);
        public bool Folds;
    }

    /// <summary>For each key the conditions that wait for it.</summary>
    public Atom[][] Atoms() => [.. _atoms.Select(atoms => atoms.ToArray())];

    /// <summary>Registers what the condition waits for.</summary>
    public void Add(Atom atom)
    {
        var entries = For(atom.Field);
        var texts = Operand.FoldsEquality(atom.Field) ? (IReadOnlyList<string>)atom.Operand.Folded : atom.Operand.Texts;
        switch (atom.Operator)
        {
            case Operator.Is or Operator.IsOneOf or Operator.HasAllOf:
                entries.Folds |= Operand.FoldsEquality(atom.Field);
                Wait(atom, entries.Equal, texts);
                break;
            case Operator.IsWithin:
                Wait(atom, entries.Within, atom.Operand.Texts);
                break;
            case Operator.ContainsAnyWord or Operator.ContainsAllWords:
                entries.Folds = true;
                Wait(atom, entries.Whole, atom.Operand.Folded);
                break;
            case Operator.Matches:
                entries.Folds = true;
                Wait(atom, entries.Fragments, atom.Operand.Pattern!.Literals!);
                break;
            default:
                entries.Folds = true;
                Wait(atom, entries.Fragments, atom.Operand.Folded);
                break;
        }
    }

    public FieldIndex[] Build()
    {
        var fields = _fields.Values.Select(entries => (Entries: entries, Whole: WordTable.Choose(entries.Whole.Keys))).ToArray();
        var others = Array.ConvertAll(fields, field => field.Entries.Whole.Keys.Except(field.Whole).Union(field.Entries.Fragments.Keys).ToArray());
        var alphabet = new Alphabet(others.SelectMany(words => words));
        return [.. fields.Select((field, i) => Build(field.Entries, field.Whole, others[i], alphabet))];
    }

    private static FieldIndex Build(Entries entries, string[] whole, string[] words, Alphabet alphabet)
    {
        var index = new FieldIndex(entries.Field) { Folds = entries.Folds };
        if (entries.Equal.Count > 0)
            index.Equal = entries.Equal.GetAlternateLookup<ReadOnlySpan<char>>();
        if (entries.Within.Count > 0)
            index.Within = entries.Within.GetAlternateLookup<ReadOnlySpan<char>>();
        index.HasFragments = entries.Fragments.Count > 0;
        if (whole.Length > 0)
        {
            index.Words = new WordTable(whole);
            index.WordKeys = Array.ConvertAll(whole, word => entries.Whole[word]);
        }
        if (words.Length == 0)
            return index;
        Array.Sort(words, StringComparer.Ordinal);
        index.Keywords = new KeywordAutomaton(words, alphabet);
        // A fragment may be a word too; as a word it is looked up.
        var lookedUp = whole.ToHashSet(StringComparer.Ordinal);
        index.WholeKeys = Array.ConvertAll(words, word => lookedUp.Contains(word) ? -1 : entries.Whole.GetValueOrDefault(word, -1));
        index.FragmentKeys = Array.ConvertAll(words, word => entries.Fragments.GetValueOrDefault(word, -1));
        return index;
    }

    private Entries For(Field field)
    {
        if (!_fields.TryGetValue(field.Id, out var entries))
            _fields[field.Id] = entries = new Entries(field);
        return entries;
    }

    private void Wait(Atom atom, Dictionary<string, int> keys, IReadOnlyList<string> texts)
    {
        var numbers = new int[texts.Count];
        for (var i = 0; i < texts.Count; i++)
        {
            if (!keys.TryGetValue(texts[i], out var key))
            {
                keys[texts[i]] = key = _atoms.Count;
                _atoms.Add([]);
            }
            numbers[i] = key;
            // Two texts of one condition may fold to the same key.
            if (_atoms[key] is not [.., var last] || last != atom)
            {
                _atoms[key].Add(atom);
                atom.Needed++;
            }
        }
        atom.Keys = numbers;
    }
}
