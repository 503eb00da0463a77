using Automation.Storage.Documents;
using Automation.Tests.Databases;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Tests.Documents;

public abstract class DocumentStoreTests(DeskTestDatabase store) : DatabaseTest(store)
{
    private DocumentStore Store => new(Database, Time);

    [Fact]
    public async Task A_shipped_document_is_published_and_a_changed_one_becomes_a_new_version()
    {
        (await TakeAsync("A")).Should().Be(ShippedDocumentOutcome.Created);
        (await TakeAsync("A")).Should().Be(ShippedDocumentOutcome.Unchanged);
        (await TakeAsync("B")).Should().Be(ShippedDocumentOutcome.Updated);
        var published = (await Store.PublishedAsync(DocumentKind.RuleSet, default)).Single();
        (published.Version, published.Content, published.CreatedBy, published.CreatedAt).Should().Be((2, "B", "shipped", Start));
        (await VersionsAsync()).Should().Equal((1, "A", false), (2, "B", true));
    }

    [Fact]
    public async Task Nodes_that_start_together_take_a_shipped_document_once()
    {
        var nodes = new List<DocumentStore>();
        for (var i = 0; i < 6; i++)
            nodes.Add(new DocumentStore(await OpenAnotherAsync(), Time));
        for (var i = 0; i < 5; i++)
        {
            var name = $"set-{i}";
            var outcomes = await Task.WhenAll(nodes.Select(n => Task.Run(() => n.TakeShippedAsync(DocumentKind.RuleSet, name, "A", default))));
            outcomes.Where(o => o != ShippedDocumentOutcome.Unchanged).Should().Equal(ShippedDocumentOutcome.Created);
        }
    }

    [Fact]
    public async Task A_file_put_back_to_an_older_text_is_published_again()
    {
        await TakeAsync("A");
        await TakeAsync("B");
        (await TakeAsync("A")).Should().Be(ShippedDocumentOutcome.Updated);
        (await VersionsAsync()).Should().Equal((1, "A", false), (2, "B", false), (3, "A", true));
    }

    [Fact]
    public async Task What_a_person_edited_stays_in_use_and_the_changed_file_is_only_offered()
    {
        await TakeAsync("A");
        await EditAsync("mine");
        (await TakeAsync("A")).Should().Be(ShippedDocumentOutcome.Unchanged);
        (await TakeAsync("B")).Should().Be(ShippedDocumentOutcome.Offered);
        (await Store.PublishedAsync(DocumentKind.RuleSet, default)).Single().Content.Should().Be("mine");
    }

    [Fact]
    public async Task Kinds_and_names_are_apart()
    {
        await TakeAsync("A");
        (await Store.TakeShippedAsync(DocumentKind.Template, "category", "A", default)).Should().Be(ShippedDocumentOutcome.Created);
        (await Store.TakeShippedAsync(DocumentKind.RuleSet, "another", "A", default)).Should().Be(ShippedDocumentOutcome.Created);
        (await Store.PublishedAsync(DocumentKind.RuleSet, default)).Select(d => d.Name).Should().Equal("another", "category");
        (await Store.PublishedAsync(DocumentKind.ServiceLevels, default)).Should().BeEmpty();
    }

    private Task<ShippedDocumentOutcome> TakeAsync(string content) => Store.TakeShippedAsync(DocumentKind.RuleSet, "category", content, default);

    private Task<List<(int, string, bool)>> VersionsAsync() => ReadAsync(async c =>
        (await c.Documents.AsNoTracking().OrderBy(d => d.Version).ToListAsync()).ConvertAll(d => (d.Version, d.Content, d.IsPublished)));

    private Task EditAsync(string content) => WriteAsync(async c =>
    {
        var last = await c.Documents.OrderByDescending(d => d.Version).FirstAsync();
        last.IsPublished = false;
        c.Documents.Add(new DocumentVersion
        {
            Kind = last.Kind,
            Name = last.Name,
            Version = last.Version + 1,
            Content = content,
            IsPublished = true,
            CreatedAt = Start,
            CreatedBy = "ann@contoso.example",
        });
    });
}

public sealed class DocumentStoreOnSqlite() : DocumentStoreTests(new SqliteTestDatabase());

[Collection(PostgresServer.Collection)]
public sealed class DocumentStoreOnPostgres(PostgresServer server) : DocumentStoreTests(server.Empty()), IOnPostgres;
