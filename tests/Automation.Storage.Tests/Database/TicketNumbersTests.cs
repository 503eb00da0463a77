using Automation.Tests.Databases;

namespace Automation.Storage.Tests.Database;

public abstract class TicketNumbersTests(DeskTestDatabase store) : DatabaseTest(store)
{
    [Fact]
    public async Task Numbers_begin_at_one_and_ascend_without_a_gap()
    {
        (await ReserveAsync(3)).Should().Equal(1, 2, 3);
        (await ReserveAsync(2)).Should().Equal(4, 5);
    }

    [Fact]
    public async Task Numbers_of_a_rolled_back_transaction_are_never_given_twice_to_those_that_commit()
    {
        var given = new List<long>(await ReserveAsync(1));
        await using (var context = Database.Open())
        await using (await Database.Dialect.BeginWriteAsync(context, default))
            (await Database.Dialect.ReserveTicketNumbersAsync(context, 5, default)).Should().HaveCount(5);
        given.AddRange(await ReserveAsync(3));
        given.Should().OnlyHaveUniqueItems().And.BeInAscendingOrder();
    }

    [Fact]
    public async Task Many_takers_at_once_never_get_the_same_number()
    {
        var given = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => ReserveAsync(7))));
        given.SelectMany(n => n).Should().HaveCount(70).And.OnlyHaveUniqueItems();
        given.Should().AllSatisfy(numbers => numbers.Should().BeInAscendingOrder());
    }

    [Fact]
    public async Task Numbers_given_back_in_the_same_transaction_are_not_wasted_where_the_database_can_take_them()
    {
        await WriteAsync(async context =>
        {
            (await Database.Dialect.ReserveTicketNumbersAsync(context, 5, default)).Should().Equal(1, 2, 3, 4, 5);
            await Database.Dialect.ReturnTicketNumbersAsync(context, 2, default);
        });
        (await ReserveAsync(1)).Should().Equal(Database.Dialect.AllowsManyNodes ? 6 : 4);
    }

    private async Task<IReadOnlyList<long>> ReserveAsync(int count)
    {
        IReadOnlyList<long> numbers = [];
        await WriteAsync(async context => numbers = await Database.Dialect.ReserveTicketNumbersAsync(context, count, default));
        return numbers;
    }
}

public sealed class TicketNumbersOnSqlite() : TicketNumbersTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class TicketNumbersOnPostgres(PostgresServer server) : TicketNumbersTests(server.Empty()), IOnPostgres
{
    [Fact]
    public async Task Keys_held_by_one_transaction_are_refused_to_another_until_it_ends()
    {
        await using var first = Database.Open();
        await using var second = Database.Open();
        await using (await Database.Dialect.BeginWriteAsync(first, default))
        {
            (await Database.Dialect.TryHoldAsync(first, ["a", "b"], default)).Should().BeEmpty();
            (await Database.Dialect.TryHoldAsync(first, ["a"], default)).Should().BeEmpty();
            await using var competing = await Database.Dialect.BeginWriteAsync(second, default);
            (await Database.Dialect.TryHoldAsync(second, ["b", "c"], default)).Should().BeEquivalentTo("b");
        }

        await using var later = await Database.Dialect.BeginWriteAsync(second, default);
        (await Database.Dialect.TryHoldAsync(second, ["a", "b", "c"], default)).Should().BeEmpty();
    }
}
