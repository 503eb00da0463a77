using System.Text.Json.Nodes;
using static Automation.MailboxEmulator.Tests.EmulatorFixture;

namespace Automation.MailboxEmulator.Tests;

public class DeltaTests
{
    private const string Start = $"users/{Desk}/mailFolders('inbox')/messages/delta()";
    private const string Paged = "IdType=\"ImmutableId\", odata.maxpagesize=2";

    [Theory]
    [InlineData($"users/{Desk}/mailFolders('inbox')/messages/delta()")]
    [InlineData($"users/{Desk}/mailFolders/inbox/messages/delta")]
    [InlineData($"users/{Desk}/mailFolders/inbox/messages/microsoft.graph.delta()")]
    [InlineData($"users('helpdesk%40contoso.example')/mailFolders/inbox/messages/delta()")]
    public async Task Every_spelling_of_delta_gives_the_same(string path)
    {
        await using var emulator = await StartAsync();
        var id = await emulator.PutInAsync(Mail());
        var page = await emulator.GetAsync(path);
        page.Status.Should().Be(200);
        page.Value.Should().ContainSingle().Which!["id"]!.GetValue<string>().Should().Be(id);
    }

    [Fact]
    public async Task A_first_round_pages_through_all_and_ends_in_a_delta_link()
    {
        await using var emulator = await StartAsync();
        for (var i = 0; i < 5; i++)
            await emulator.PutInAsync(Mail(id: $"m{i}@x.example"));
        var first = await emulator.GetAsync(Start, Paged);
        first.Value.Should().HaveCount(2);
        var second = await emulator.GetAsync(first.Text("@odata.nextLink")!, Paged);
        var third = await emulator.GetAsync(second.Text("@odata.nextLink")!, Paged);
        third.Value.Should().HaveCount(1);
        new[] { first, second, third }.SelectMany(p => p.Value).Select(r => r!["internetMessageId"]!.GetValue<string>())
            .Should().Equal("<m0@x.example>", "<m1@x.example>", "<m2@x.example>", "<m3@x.example>", "<m4@x.example>");
        var quiet = await emulator.GetAsync(third.Text("@odata.deltaLink")!, Paged);
        quiet.Value.Should().BeEmpty();
        quiet.Text("@odata.deltaLink").Should().NotBeNull();
    }

    [Fact]
    public async Task Without_a_page_size_a_page_has_ten_rows()
    {
        await using var emulator = await StartAsync();
        await emulator.PutInAsync(Mail(id: "n{{n}}@x.example"), query: "?count=12");
        (await emulator.GetAsync(Start)).Value.Should().HaveCount(10);
    }

    [Fact]
    public async Task The_select_of_the_first_request_holds_for_later_rounds()
    {
        await using var emulator = await StartAsync();
        var link = (await emulator.GetAsync(Start + "?$select=subject")).Text("@odata.deltaLink")!;
        await emulator.PutInAsync(Mail());
        var row = (await emulator.GetAsync(link)).Value[0]!.AsObject();
        row.Select(p => p.Key).Should().Equal("@odata.type", "@odata.etag", "id", "subject");
    }

    [Fact]
    public async Task The_prefer_header_is_not_in_the_token()
    {
        await using var emulator = await StartAsync();
        var id = await emulator.PutInAsync(Mail());
        var link = (await emulator.GetAsync(Start + "?$select=subject", Paged)).Text("@odata.deltaLink")!;
        await emulator.CallAsync("PATCH", $"users/{Desk}/messages/{id}", new { categories = new[] { "a" } });
        var without = (await emulator.GetAsync(link, prefer: null)).Value[0]!["id"]!.GetValue<string>();
        without.Should().NotBe(id);
        (await emulator.GetAsync(link)).Value[0]!["id"]!.GetValue<string>().Should().Be(id);
    }

    [Fact]
    public async Task A_message_moved_away_is_reported_removed_and_comes_again_when_it_is_back()
    {
        await using var emulator = await StartAsync();
        var id = await emulator.PutInAsync(Mail());
        var link = (await emulator.GetAsync(Start)).Text("@odata.deltaLink")!;
        var moved = await emulator.CallAsync("POST", $"users/{Desk}/messages/{id}/move", new { DestinationId = "archive" });
        moved.Text("id").Should().Be(id);
        var gone = await emulator.GetAsync(link);
        gone.Value.Should().ContainSingle().Which!["@removed"]!["reason"]!.GetValue<string>().Should().Be("deleted");
        await emulator.CallAsync("POST", $"users/{Desk}/messages/{id}/move", new { DestinationId = "inbox" });
        var back = await emulator.GetAsync(gone.Text("@odata.deltaLink")!);
        back.Value.Should().ContainSingle().Which!["subject"]!.GetValue<string>().Should().Be("Printer");
    }

    [Fact]
    public async Task By_a_fault_a_message_moved_out_and_back_is_lost()
    {
        await using var emulator = await StartAsync();
        var id = await emulator.PutInAsync(Mail());
        await emulator.SetFaultsAsync(Desk, new { kind = "lostAfterMoveBack" });
        var link = (await emulator.GetAsync(Start)).Text("@odata.deltaLink")!;
        await emulator.CallAsync("POST", $"users/{Desk}/messages/{id}/move", new { DestinationId = "archive" });
        await emulator.CallAsync("POST", $"users/{Desk}/messages/{id}/move", new { DestinationId = "inbox" });
        var round = await emulator.GetAsync(link);
        round.Value.Should().ContainSingle().Which!["@removed"].Should().NotBeNull();
        (await emulator.GetAsync(round.Text("@odata.deltaLink")!)).Value.Should().BeEmpty();
        (await emulator.GetAsync($"users/{Desk}/messages/{id}")).Status.Should().Be(200);
        (await emulator.GetAsync(Start)).Value.Should().ContainSingle("a round that begins without a token lists what is in the folder").Which!["id"]!.GetValue<string>().Should().Be(id);
    }

    [Fact]
    public async Task Reading_gives_a_partial_row_and_only_to_who_selects_it()
    {
        await using var emulator = await StartAsync();
        var id = await emulator.PutInAsync(Mail());
        var all = (await emulator.GetAsync(Start)).Text("@odata.deltaLink")!;
        var subjects = (await emulator.GetAsync(Start + "?$select=subject")).Text("@odata.deltaLink")!;
        await emulator.CallAsync("PATCH", $"users/{Desk}/messages/{id}", new { isRead = true });
        var row = (await emulator.GetAsync(all)).Value.Should().ContainSingle().Which!.AsObject();
        row.Select(p => p.Key).Should().BeEquivalentTo("@odata.type", "@odata.etag", "id", "isRead", "parentFolderId");
        (await emulator.GetAsync(subjects)).Value.Should().BeEmpty();
    }

    [Fact]
    public async Task A_message_read_while_a_round_is_under_way_is_still_shown_whole_once()
    {
        await using var emulator = await StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 4; i++)
            ids.Add(await emulator.PutInAsync(Mail(id: $"m{i}@x.example")));
        var first = await emulator.GetAsync(Start, Paged);
        await emulator.CallAsync("PATCH", $"users/{Desk}/messages/{ids[3]}", new { isRead = true });
        await emulator.CallAsync("PATCH", $"users/{Desk}/messages/{ids[0]}", new { isRead = true });
        var rows = new List<JsonNode>();
        var link = first.Text("@odata.nextLink");
        while (link is not null)
        {
            var page = await emulator.GetAsync(link, Paged);
            rows.AddRange(page.Value.Select(r => r!));
            link = page.Text("@odata.nextLink");
        }

        rows.Where(r => r["id"]!.GetValue<string>() == ids[3] && r["subject"] is not null).Should().ContainSingle();
        rows.Where(r => r["id"]!.GetValue<string>() == ids[0]).Should().ContainSingle().Which["subject"].Should().BeNull();
    }

    [Theory]
    [InlineData("created", 1, false)]
    [InlineData("updated", 0, false)]
    [InlineData("deleted", 1, true)]
    public async Task Change_types_are_told_apart(string changeType, int expected, bool isRemoval)
    {
        await using var emulator = await StartAsync();
        var old = await emulator.PutInAsync(Mail(id: "old@x.example"));
        var link = (await emulator.GetAsync(Start + "?changeType=" + changeType)).Text("@odata.deltaLink")!;
        await emulator.CallAsync("DELETE", $"users/{Desk}/messages/{old}");
        await emulator.PutInAsync(Mail(id: "new@x.example"));
        var round = await emulator.GetAsync(link);
        round.Value.Should().HaveCount(expected);
        round.Value.All(r => r!["@removed"] is not null == isRemoval).Should().BeTrue();
    }

    [Fact]
    public async Task A_filter_on_the_receive_time_holds()
    {
        await using var emulator = await StartAsync();
        await emulator.PutInAsync(Mail(id: "old@x.example"));
        emulator.Clock.Advance(TimeSpan.FromHours(1));
        await emulator.PutInAsync(Mail(id: "new@x.example"));
        var page = await emulator.GetAsync(Start + "?$filter=receivedDateTime%20ge%202026-01-05T08:30:00Z");
        page.Value.Should().ContainSingle().Which!["internetMessageId"]!.GetValue<string>().Should().Be("<new@x.example>");
        (await emulator.GetAsync(Start + "?$filter=isRead%20eq%20true")).Status.Should().Be(400);
    }

    [Fact]
    public async Task Expired_tokens_are_gone_with_the_code_of_the_real_service()
    {
        await using var emulator = await StartAsync();
        var link = (await emulator.GetAsync(Start)).Text("@odata.deltaLink")!;
        await emulator.ControlAsync("POST", $"mailboxes/{Desk}/expire-delta-tokens");
        var gone = await emulator.GetAsync(link);
        (gone.Status, gone.ErrorCode).Should().Be((410, "SyncStateNotFound"));
        (await emulator.GetAsync(Start)).Status.Should().Be(200);
    }

    [Theory]
    [InlineData("goneOnFirstPage", 1)]
    [InlineData("goneInMidRound", 2)]
    [InlineData("gone", 4)]
    public async Task Gone_strikes_where_it_is_told(string kind, int expectedCall)
    {
        await using var emulator = await StartAsync();
        for (var i = 0; i < 5; i++)
            await emulator.PutInAsync(Mail(id: $"m{i}@x.example"));
        await emulator.SetFaultsAsync(Desk, new { kind, remaining = 1 });
        var link = Start;
        for (var call = 1; call <= 4; call++)
        {
            var page = await emulator.GetAsync(link, Paged);
            page.Status.Should().Be(call == expectedCall ? 410 : 200);
            if (page.Status == 410)
                return;
            link = page.Text("@odata.nextLink") ?? page.Text("@odata.deltaLink")!;
        }
    }

    [Fact]
    public async Task Rows_can_be_doubled_partial_replayed_falsely_removed_or_missing_from_a_page()
    {
        await using var emulator = await StartAsync();
        await emulator.PutInAsync(Mail());
        await emulator.SetFaultsAsync(Desk, new { kind = "duplicateRow", remaining = 1 });
        (await emulator.GetAsync(Start)).Value.Should().HaveCount(2);
        await emulator.SetFaultsAsync(Desk, new { kind = "partialRow", remaining = 1 });
        (await emulator.GetAsync(Start)).Value.Should().ContainSingle().Which!["subject"].Should().BeNull();
        await emulator.SetFaultsAsync(Desk, new { kind = "falseRemoval", remaining = 1 });
        (await emulator.GetAsync(Start)).Value.Last()!["@removed"].Should().NotBeNull();
        await emulator.SetFaultsAsync(Desk, new { kind = "emptyPage", remaining = 1 });
        var empty = await emulator.GetAsync(Start);
        empty.Value.Should().BeEmpty();
        var full = await emulator.GetAsync(empty.Text("@odata.nextLink")!);
        full.Value.Should().HaveCount(1);
        await emulator.SetFaultsAsync(Desk, new { kind = "replayedRows", remaining = 1 });
        (await emulator.GetAsync(full.Text("@odata.deltaLink")!)).Value.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_token_of_another_run_is_gone()
    {
        string link;
        await using (var before = await StartAsync())
            link = new Uri((await before.GetAsync(Start)).Text("@odata.deltaLink")!).PathAndQuery["/v1.0/".Length..];
        await using var after = await StartAsync(o => ((Microsoft.Extensions.Time.Testing.FakeTimeProvider)o.Time).Advance(TimeSpan.FromMinutes(1)));
        (await after.GetAsync(link)).Status.Should().Be(410);
    }
}
