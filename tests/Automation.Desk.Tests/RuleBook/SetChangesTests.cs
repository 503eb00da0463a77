using Automation.Desk.RuleBook;
using Automation.Rules.Files;
using Automation.Rules.Model;

namespace Automation.Desk.Tests.RuleBook;

public sealed class SetChangesTests
{
    private static readonly RuleSet Began = Read("a", "b", "c", "d");

    /// <summary>Something that waits for ever is a failure, not a run without end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly List<(RuleSet Set, TaskCompletionSource<bool> Answer)> _stores = [];
    private readonly SetChanges _changes;
    private RuleSet _stored = Began;

    public SetChangesTests() => _changes = new SetChanges(() => _stored, set =>
    {
        var answer = new TaskCompletionSource<bool>();
        _stores.Add((set, answer));
        return answer.Task;
    });

    [Fact]
    public async Task What_is_done_while_something_is_stored_is_shown_at_once_and_stored_together_after_it()
    {
        var first = _changes.AddAsync(set => set.Switched("a", false));
        var (second, third) = (_changes.AddAsync(set => set.Switched("b", false)), _changes.AddAsync(set => set.Moved(new RuleMove("d", null, -1))));

        Told(_changes.Shown).Should().Be("a- b- d c");
        _stores.Should().ContainSingle();
        Answer(0, true);
        _stores.Should().HaveCount(2);
        Told(_stores[1].Set).Should().Be("a- b- d c");
        Answer(1, true);

        (await Task.WhenAll(first, second, third).WaitAsync(Patience)).Should().Equal(true, true, true);
        _changes.IsStoring.Should().BeFalse();
        Told(_changes.Shown).Should().Be("a- b- d c");
    }

    [Fact]
    public async Task Moves_count_from_where_the_rule_is_by_then()
    {
        Task<bool>[] moves = [.. Enumerable.Range(0, 3).Select(_ => _changes.AddAsync(set => set.Moved(new RuleMove("d", null, -1))))];
        Answer(0, true);
        Answer(1, true);

        await Task.WhenAll(moves).WaitAsync(Patience);
        Told(_stored).Should().Be("d a b c");
    }

    [Fact]
    public async Task After_a_refusal_what_is_stored_is_shown_and_nothing_that_waited_behind_is_done()
    {
        var (first, second) = (_changes.AddAsync(set => set.Switched("a", false)), _changes.AddAsync(set => set.Switched("b", false)));

        Answer(0, false);

        (await Task.WhenAll(first, second).WaitAsync(Patience)).Should().Equal(false, false);
        _stores.Should().ContainSingle();
        _changes.Shown.Should().BeSameAs(_stored);
        Told(_changes.OnTop(Read("x", "a", "b"))!).Should().Be("x a- b-", "it can be done to another state");
        _ = _changes.AddAsync(set => set);
        _changes.OnTop(Began).Should().BeNull();
    }

    [Fact]
    public async Task What_was_not_foreseen_leaves_nobody_waiting()
    {
        var first = _changes.AddAsync(set => set.Switched("a", false));
        var second = _changes.AddAsync(set => set.Switched("b", false));

        _stores[0].Answer.SetException(new InvalidOperationException("The database is away."));

        await FluentActions.Awaiting(() => first.WaitAsync(Patience)).Should().ThrowAsync<InvalidOperationException>();
        (await second.WaitAsync(Patience)).Should().BeFalse();
        _changes.Shown.Should().BeSameAs(_stored);
    }

    [Theory]
    [InlineData("a- b c d", "a b- c d", true)]
    [InlineData("a- b c d", "a- b c d", false)]
    [InlineData("b c d", "a b c d- ", true)]
    [InlineData("b c d", "a- b c d", false)]
    [InlineData("new a b c d", "a b c d other", true)]
    public void Two_changes_are_apart_when_they_are_of_different_rules(string mine, string theirs, bool expected) =>
        Written(mine).IsApartFrom(Written(theirs), Began).Should().Be(expected);

    [Fact]
    public void A_rule_that_one_renamed_and_the_other_changed_is_one_rule()
    {
        var renamed = Began with { Rules = [.. Began.Rules.Select(rule => rule.Name == "b" ? rule with { Name = "better" } : rule)] };

        renamed.IsApartFrom(Written("a b- c d"), Began).Should().BeFalse();
        Written("a b- c d").IsApartFrom(renamed, Began).Should().BeFalse();
        renamed.IsApartFrom(Written("a- b c d"), Began).Should().BeTrue();
    }

    [Fact]
    public void What_a_set_says_besides_its_rules_is_one_thing()
    {
        var mine = Began with { Description = "mine" };
        mine.IsApartFrom(Began with { HitPolicy = HitPolicy.Collect }, Began).Should().BeFalse();
        mine.IsApartFrom(Written("a- b c d"), Began).Should().BeTrue();
    }

    private void Answer(int store, bool isStored)
    {
        if (isStored)
            _stored = _stores[store].Set;
        _stores[store].Answer.SetResult(isStored);
    }

    private static string Told(RuleSet set) => string.Join(' ', set.Rules.Select(rule => rule.Enabled ? rule.Name : rule.Name + "-"));

    private static RuleSet Written(string rules)
    {
        var names = rules.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var set = Read([.. names.Select(name => name.TrimEnd('-'))]);
        return names.Where(name => name.EndsWith('-')).Aggregate(set, (state, name) => state.Switched(name.TrimEnd('-'), false));
    }

    private static RuleSet Read(params string[] rules) =>
        RuleSetReader.Read($$"""{"name":"routing","version":1,"hitPolicy":"first","rules":[{{string.Join(',', rules.Select(Json))}}]}""", "x");

    private static string Json(string name) => $$$"""{"name":"{{{name}}}","when":{"field":"subject","operator":"containsAnyWord","value":["{{{name}}}"]},"then":{"team":"network"}}""";
}
