using Automation.Stages.Tests.Desk;
using Automation.Storage.Inbox;
using Automation.Tests.Databases;

namespace Automation.Stages.Tests.Log;

/// <summary>Without a workflow that begins with a mail.</summary>
public sealed class NoWorkflowTests() : DeskTest(new SqliteTestDatabase())
{
    protected override bool LoadsShippedContent => false;

    [Fact]
    public async Task Mail_waits_and_the_problem_is_shown_until_a_log_workflow_is_published()
    {
        using var content = new ContentFolderCopy();
        content.Delete("workflows/log.json");
        await Desk.LoadAsync(content.Root);
        var item = await LogAsync(Eml.Write());
        (item.State, item.Attempts, item.Outcome).Should().Be((InboxState.Ready, 0, null));
        Desk.Problems.Current.Should().ContainSingle(p => p.Key == "workflow:log").Which.Message.Should().Contain("Publish the log workflow");

        await Desk.LoadAsync();
        await Desk.LogAsync();
        Ended((await InboxAsync())[0]).Should().Be("Ticket:new-ticket");
        Desk.Problems.Current.Should().BeEmpty();
    }

    [Fact]
    public async Task Without_any_service_levels_the_start_says_which_file_is_missing()
    {
        using var content = new ContentFolderCopy();
        content.Delete("sla/sla.json");
        var loading = () => Desk.LoadAsync(content.Root);
        (await loading.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*sla/sla.json*");
    }
}
