using Automation.Mail.Messages;
using Automation.Mail.Sending;

namespace Automation.Graph.Tests.Emulator;

public class DraftFolderTests
{
    private const string Key = "HD-1:ack:1";

    [Fact]
    public async Task Drafts_with_a_send_key_are_listed_and_what_people_write_there_is_not()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        await WriteAsPersonAsync(desk, 1);
        var draft = await desk.Graph.Sender.CreateDraftAsync(Mail(Key), default);

        var listed = (await desk.Graph.Drafts.ListAsync(EmulatedDesk.Address, default)).Should().ContainSingle().Subject;

        listed.Should().Be(new KeyedDraft(draft.Id, Key, listed.CreatedAt, listed.ModifiedAt));
        listed.ModifiedAt.Should().BeOnOrAfter(listed.CreatedAt);
        listed.CreatedAt.Should().BeCloseTo(desk.Time.GetUtcNow(), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_draft_behind_many_others_is_found_too()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        await desk.Graph.Sender.CreateDraftAsync(Mail("HD-1:ack:1"), default);
        await WriteAsPersonAsync(desk, 450);
        await desk.Graph.Sender.CreateDraftAsync(Mail("HD-2:ack:1"), default);

        (await desk.Graph.Drafts.ListAsync(EmulatedDesk.Address, default)).Select(d => d.SendKey).Should().BeEquivalentTo("HD-1:ack:1", "HD-2:ack:1");
    }

    [Fact]
    public async Task A_draft_that_is_removed_can_be_restored_by_a_person()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        await desk.Graph.Sender.CreateDraftAsync(Mail(Key), default);

        (await desk.Graph.Drafts.RemoveAsync(EmulatedDesk.Address, await OnlyDraftAsync(desk), default)).Should().BeTrue();

        (await desk.Graph.Drafts.ListAsync(EmulatedDesk.Address, default)).Should().BeEmpty();
        (await desk.MessagesAsync(EmulatedDesk.Address, "deleteditems")).Should().ContainSingle();
    }

    [Fact]
    public async Task A_draft_that_is_gone_is_nothing_to_remove()
    {
        await using var desk = await EmulatedDesk.StartAsync();

        (await desk.Graph.Drafts.RemoveAsync(EmulatedDesk.Address, new KeyedDraft("AAMk-gone", Key, desk.Time.GetUtcNow(), desk.Time.GetUtcNow()), default)).Should().BeFalse();
    }

    [Fact]
    public async Task What_was_sent_meanwhile_stays_in_Sent_Items()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        var draft = await desk.Graph.Sender.CreateDraftAsync(Mail(Key), default);
        var listed = await OnlyDraftAsync(desk);
        (await desk.Graph.Sender.SendDraftAsync(EmulatedDesk.Address, draft.Id, default)).Result.Should().Be(SendResult.Accepted);
        desk.Time.MoveTo(desk.Time.GetUtcNow() + TimeSpan.FromMinutes(5));
        (await desk.MessagesAsync(EmulatedDesk.Address, "sentitems")).Should().ContainSingle().Which.GetProperty("id").GetString().Should().Be(draft.Id);

        (await desk.Graph.Drafts.RemoveAsync(EmulatedDesk.Address, listed, default)).Should().BeFalse();

        (await desk.MessagesAsync(EmulatedDesk.Address, "sentitems")).Should().ContainSingle();
    }

    [Fact]
    public async Task What_a_person_wrote_on_since_it_was_listed_stays()
    {
        await using var desk = await EmulatedDesk.StartAsync();
        var draft = await desk.Graph.Sender.CreateDraftAsync(Mail(Key), default);
        var listed = await OnlyDraftAsync(desk);
        desk.Time.MoveTo(desk.Time.GetUtcNow() + TimeSpan.FromMinutes(5));
        (await desk.ByAnotherAsync(HttpMethod.Patch, $"/users/{EmulatedDesk.Address}/messages/{draft.Id}", new { subject = "Reworked" })).Dispose();

        (await desk.Graph.Drafts.RemoveAsync(EmulatedDesk.Address, listed, default)).Should().BeFalse();

        (await OnlyDraftAsync(desk)).Should().Be(listed with { ModifiedAt = listed.ModifiedAt + TimeSpan.FromMinutes(5) });
    }

    private static async Task<KeyedDraft> OnlyDraftAsync(EmulatedDesk desk) =>
        (await desk.Graph.Drafts.ListAsync(EmulatedDesk.Address, default)).Should().ContainSingle().Subject;

    private static OutgoingMail Mail(string key) => new(
        EmulatedDesk.Address, key, [new MailAddress(EmulatedDesk.Person)], [], "Printer", "<p>We got it.</p>", null, null, IsAutomatic: true);

    private static async Task WriteAsPersonAsync(EmulatedDesk desk, int count)
    {
        for (var i = 0; i < count; i++)
            (await desk.ByAnotherAsync(HttpMethod.Post, $"/users/{EmulatedDesk.Address}/messages", new { subject = $"Not finished {i}" })).Dispose();
    }
}
