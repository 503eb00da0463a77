using Automation.Desk.RuleBook;
using Automation.Rules.Model;
using Bunit;

namespace Automation.Desk.Tests.RuleBook;

/// <summary>The page is read again whenever something happens on the desk; every time with new objects.</summary>
public sealed class HalfWrittenTests : DeskTestContext
{
    private RuleSet? _saved;

    [Fact]
    public async Task A_cell_of_the_matrix_stays_as_written_when_the_same_set_comes_again_and_when_another_one_comes()
    {
        var form = Render<SetForm>(p => p.Add(x => x.Set, Set("old")).Add(x => x.NamesOf, o => o.Values).Add(x => x.CanWrite, true).Add(x => x.OnSave, next => _saved = next));
        form.Instance.IsDirty.Should().BeFalse();
        await form.Find("[data-testid=cell-0-1]").ChangeAsync(new() { Value = "P1" });
        form.Instance.IsDirty.Should().BeTrue();

        form.Render(p => p.Add(x => x.Set, Set("old")));
        form.Find("[data-testid=cell-0-1]").GetAttribute("value").Should().Be("P1");
        form.Render(p => p.Add(x => x.Set, Set("theirs")));
        form.Find("[data-testid=cell-0-1]").GetAttribute("value").Should().Be("P1");

        await form.Find("[data-testid=set-save]").ClickAsync(new());
        _saved!.Matrix!.Cells[0][1].Should().Be("P1");
        form.Render(p => p.Add(x => x.Set, _saved with { }));
        form.Instance.IsDirty.Should().BeFalse("what comes is what was written");
        form.Render(p => p.Add(x => x.Set, Set("theirs")));
        form.Find("[data-testid=cell-0-1]").GetAttribute("value").Should().Be("P4", "nobody writes any more");
    }

    [Fact]
    public async Task A_moment_that_is_wrong_so_far_is_half_written_too()
    {
        var form = Render<SetForm>(p => p.Add(x => x.Set, Set("old")).Add(x => x.NamesOf, o => o.Values).Add(x => x.CanWrite, true));
        await form.Find("[data-testid=set-from]").ChangeAsync(new() { Value = "2027-02-01T08:00" });
        await form.Find("[data-testid=set-until]").ChangeAsync(new() { Value = "2027-01-01T08:00" });
        form.Instance.IsDirty.Should().BeTrue();
        form.Render(p => p.Add(x => x.Set, Set("theirs")));
        form.Find("[data-testid=set-moment-error]").TextContent.Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_list_that_was_added_stays()
    {
        var form = Render<ListsForm>(p => p.Add(x => x.Lists, Lists("a")).Add(x => x.CanWrite, true));
        form.Instance.IsDirty.Should().BeFalse();
        await form.Find("[data-testid=list-add]").ClickAsync(new());
        form.Render(p => p.Add(x => x.Lists, Lists("a")));
        form.Render(p => p.Add(x => x.Lists, Lists("a", "b")));
        form.FindAll("[data-testid=named-list]").Select(l => l.GetAttribute("data-list")).Should().Equal("a", "new-list");
        form.Instance.IsDirty.Should().BeTrue();
    }

    [Fact]
    public async Task A_path_of_the_tree_stays_as_written()
    {
        var form = Render<CategoriesForm>(p => p.Add(x => x.Categories, Tree("hardware")).Add(x => x.CanWrite, true));
        form.Instance.IsDirty.Should().BeFalse();
        await form.Find("[data-testid=branch-path]").ChangeAsync(new() { Value = "hardware-and-more" });
        form.Render(p => p.Add(x => x.Categories, Tree("hardware")));
        form.Find("[data-testid=branch-path]").GetAttribute("value").Should().Be("hardware-and-more");
        form.Instance.IsDirty.Should().BeTrue();
    }

    [Fact]
    public void What_came_from_elsewhere_is_shown_while_nobody_writes()
    {
        var form = Render<CategoriesForm>(p => p.Add(x => x.Categories, Tree("hardware")).Add(x => x.CanWrite, true));
        form.Render(p => p.Add(x => x.Categories, Tree("software")));
        form.Find("[data-testid=branch-path]").GetAttribute("value").Should().Be("software");
    }

    private static RuleSet Set(string description) => new("priority", 3, HitPolicy.Collect, [])
    {
        Description = description,
        Matrix = new OutcomeMatrix(StandardOutcomes.Impact, ["high", "low"], StandardOutcomes.Urgency, ["high", "low"], StandardOutcomes.Priority, [["P2", "P4"], ["P3", "P4"]]),
    };

    private static NamedLists Lists(params string[] names) => new(names.ToDictionary(n => n, n => new NamedList(n, null, ["x"])));

    private static CategoryTree Tree(string path) => new([new Category(path, null)]);
}
