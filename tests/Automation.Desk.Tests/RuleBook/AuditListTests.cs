using Automation.Desk.RuleBook;
using Automation.Storage.Audit;
using Bunit;

namespace Automation.Desk.Tests.RuleBook;

public sealed class AuditListTests : DeskTestContext
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(30, 0)]
    [InlineData(31, 1)]
    [InlineData(75, 2)]
    public async Task Earlier_entries_are_a_click_away_and_none_is_left_out(int entries, int clicks)
    {
        var all = Enumerable.Range(1, entries).Reverse().Select(id => new AuditEntry { Id = id, Actor = "ann", Act = "rules.draft", Subject = "routing", Details = $"Entry {id}" }).ToList();
        var list = Render<AuditList>(p => p.Add(x => x.Read, (before, count, _) => Task.FromResult<IReadOnlyList<AuditEntry>>([.. all.Where(e => before is null || e.Id < before).Take(count)])));

        for (var click = 0; click < clicks; click++)
            await list.Find("[data-testid=audit-more]").ClickAsync(new());

        list.FindAll("[data-testid=audit-more]").Should().BeEmpty();
        list.FindAll("[data-testid=audit-entry]").Select(e => e.TextContent.Split("Entry ")[^1]).Should().Equal(all.Select(e => $"{e.Id}"));
        list.Markup.Contains("Nobody has written on it yet").Should().Be(entries == 0);
    }
}
